package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the engines could differ, and where one cannot go. */
class EngineEdgesTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final String OPENED = "java.base/java.lang=ALL-UNNAMED";
    private static final String PINNED =
            "cannot await here: a native frame or a class initializer is on the coroutine's stack";
    private static final int DEEP = 500;
    private static final long PATIENCE_SECONDS = 10;

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(CoroutineEngine.PROPERTY);
        Initializing.action = () -> {};
    }

    private static void spin(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private static EventLoop direct() {
        assumeTrue(Loops.engines().anyMatch(offered -> offered == CoroutineEngine.DIRECT), "needs JDK 21");
        return Loops.on(CoroutineEngine.DIRECT);
    }

    /** What {@link Initializes} does while it is initialized; public, since that is loaded by another loader. */
    public static final class Initializing {
        static volatile Runnable action = () -> {};

        private Initializing() {}

        public static void run() {
            action.run();
        }
    }

    /** Loaded afresh for each use. */
    static final class Initializes {
        static {
            Initializing.run();
        }

        private Initializes() {}
    }

    /** Where a coroutine cannot be taken off the thread that runs it. */
    enum Place {
        NATIVE_FRAME {
            @Override
            void run(Runnable action) {
                ClassLoader loader = new ClassLoader(null) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                        action.run();
                        throw new ClassNotFoundException(name);
                    }
                };
                assertThat(catchThrowable(() -> Class.forName("no.such.Thing", false, loader)))
                        .isInstanceOf(ClassNotFoundException.class);
            }
        },
        CLASS_INITIALIZER {
            @Override
            void run(Runnable action) throws Exception {
                Initializing.action = action;
                Class<?> fresh = Class.forName(Initializes.class.getName(), true, new OneClassLoader());
                assertThat(fresh).isNotSameAs(Initializes.class);
            }
        };

        abstract void run(Runnable action) throws Exception;
    }

    /** Defines {@link Initializes} itself. */
    private static final class OneClassLoader extends ClassLoader {
        OneClassLoader() {
            super(EngineEdgesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Initializes.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static void assertPinned(Object refused) {
        assertThat((Throwable) refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(PINNED);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void await_whereNoStackCanBeLeft_isRefusedAndTheTaskGoesOn(Place place) {
        EventLoop loop = direct();
        LoopFuture<Integer> first = loop.createFuture();
        LoopFuture<Integer> second = loop.createFuture();
        Task<Integer> task = loop.createTask(() -> {
            place.run(() -> trace.add(catchThrowable(() -> await(first))));
            return await(second) + 1;
        });
        spin(loop);

        first.setResult(1);
        spin(loop);
        assertThat(task.isDone()).isFalse();
        second.setResult(2);
        spin(loop);

        assertThat(trace).hasSize(1);
        assertPinned(trace.get(0));
        assertThat(task.result()).isEqualTo(3);
        loop.close();
        assertThat(Loops.report(loop).notUnwound()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void yieldNow_whereNoStackCanBeLeft_isRefusedAndTheTaskGoesOn(Place place) {
        EventLoop loop = direct();
        LoopFuture<Integer> future = loop.createFuture();
        loop.callSoon(() -> trace.add("before"));
        Task<Integer> task = loop.createTask(() -> {
            loop.callSoon(() -> trace.add("behind"));
            place.run(() -> trace.add(catchThrowable(Tasks::yieldNow)));
            trace.add("goes on");
            return await(future);
        });
        spin(loop);
        assertThat(trace).hasSize(3).startsWith("before").endsWith("goes on");
        assertPinned(trace.get(1));

        spin(loop);
        spin(loop);
        assertThat(trace).hasSize(4).endsWith("behind");
        assertThat(task.isDone()).isFalse();
        future.setResult(1);
        spin(loop);

        assertThat(task.result()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void await_whereNoStackCanBeLeftAndNobodyCatches_failsTheTaskOnly(Place place) {
        EventLoop loop = direct();
        Task<Integer> other = loop.createTask(() -> {
            Tasks.yieldNow();
            return 1;
        });
        Task<Integer> task = loop.createTask(() -> {
            Throwable[] refused = {null};
            place.run(() -> refused[0] = catchThrowable(() -> await(loop.createFuture())));
            throw (Exception) refused[0];
        });

        spin(loop);
        spin(loop);

        assertPinned(task.exception());
        assertThat(other.result()).isEqualTo(1);
        assertThat(Tasks.current()).isNull();
    }

    @Test
    void await_refusedWithACancelPending_keepsTheRequest() {
        EventLoop loop = direct();
        LoopFuture<Integer> never = loop.createFuture();
        Task<Object> task = loop.createTask(() -> {
            Tasks.current().cancel("self");
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(() -> await(loop.createFuture()))));
            return await(never);
        });

        spin(loop);
        spin(loop);
        spin(loop);

        assertThat(trace).hasSize(1);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void emit_whereNoStackCanBeLeft_isRefusedAndTheGeneratorGoesOn() {
        EventLoop loop = direct();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(() -> out.emit(99))));
            out.emit(1);
            Tasks.yieldNow();
            out.emit(2);
        });

        loop.runUntilComplete(() -> {
            while (elements.next()) {
                trace.add(elements.current());
            }
            return 1;
        });

        assertThat(trace).hasSize(3).endsWith(1, 2);
        assertPinned(trace.get(0));
    }

    @Test
    void next_whereNoStackCanBeLeft_isRefusedAndTheConsumerGoesOn() {
        EventLoop loop = direct();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            out.emit(1);
            out.emit(2);
        });

        loop.runUntilComplete(() -> {
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(elements::next)));
            elements.next();
            trace.add(elements.current());
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(elements::next)));
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(elements::finish)));
            elements.next();
            return trace.add(elements.current());
        });

        assertThat(trace).hasSize(5);
        assertPinned(trace.get(0));
        assertThat(trace.get(1)).isEqualTo(1);
        assertPinned(trace.get(2));
        assertPinned(trace.get(3));
        assertThat(trace.get(4)).isEqualTo(2);
        loop.close();
        assertThat(Loops.report(loop).notUnwound()).isEmpty();
    }

    @Test
    void current_afterARefusedNext_isStillTheElement() {
        EventLoop loop = direct();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> out.emit(1));

        loop.runUntilComplete(() -> {
            elements.next();
            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(elements::next)));
            return trace.add(elements.current());
        });

        assertThat(trace).hasSize(2).last().isEqualTo(1);
        assertPinned(trace.get(0));
    }

    @Test
    void next_whileABodyAwaitsAfterARefusedEmit_isRefused() {
        EventLoop loop = direct();
        LoopFuture<Integer> future = loop.createFuture();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            Place.NATIVE_FRAME.run(() -> catchThrowable(() -> out.emit(99)));
            out.emit(await(future));
        });
        Task<Boolean> consumer = loop.createTask(elements::next);
        consumer.setName("consumer");
        spin(loop);

        Throwable refused = loop.runUntilComplete(() -> catchThrowable(elements::next));
        Throwable noElement = catchThrowable(elements::current);
        future.setResult(1);
        spin(loop);

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("anext(): asynchronous generator is already running, in <Task pending name='consumer'>");
        assertThat(noElement).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(consumer.result()).isTrue();
        assertThat(elements.current()).isEqualTo(1);
    }

    @Test
    void createEagerTask_whereNoStackCanBeLeft_isRefusedAndTheCallerGoesOn() {
        EventLoop loop = direct();

        Task<?> main = loop.createTask(() -> {
            Place.NATIVE_FRAME.run(
                    () -> trace.add(catchThrowable(() -> Tasks.createEagerTask(() -> trace.add("ran")))));
            trace.add(Tasks.current());
            Tasks.yieldNow();
            return trace.add(Tasks.all().size());
        });
        loop.runUntilComplete(main);
        loop.close();

        assertThat(trace).hasSize(3);
        assertPinned(trace.get(0));
        assertThat(trace.get(1)).isSameAs(main);
        assertThat(trace.get(2)).isEqualTo(1);
        assertThat(Loops.report(loop).tasksFailed()).isZero();
    }

    @Test
    void createEagerTask_firstAwaitRefused_letsTheCallerGoOnAtTheNext() {
        boolean ended = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = direct();
                    LoopFuture<Integer> future = loop.createFuture();
                    return loop.runUntilComplete(() -> {
                        Task<Integer> eager = Tasks.createEagerTask(() -> {
                            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(Tasks::yieldNow)));
                            return await(future);
                        });
                        trace.add("caller");
                        future.setResult(1);
                        return trace.add(await(eager));
                    });
                })
                .await(PATIENCE_SECONDS);

        assertThat(ended).isTrue();
        assertThat(trace).hasSize(3).endsWith("caller", 1);
        assertPinned(trace.get(0));
    }

    @Test
    void createEagerTask_onlyAwaitRefused_letsTheCallerGoOnAtTheEnd() {
        boolean ended = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = direct();
                    return loop.runUntilComplete(() -> {
                        Task<String> eager = Tasks.createEagerTask(() -> {
                            Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(Tasks::yieldNow)));
                            return "ended";
                        });
                        trace.add(eager.result());
                        Tasks.yieldNow();
                        return trace.add("caller");
                    });
                })
                .await(PATIENCE_SECONDS);

        assertThat(ended).isTrue();
        assertThat(trace).hasSize(3).endsWith("ended", "caller");
        assertPinned(trace.get(0));
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void createEagerTask_pullingAGeneratorThatAwaits_goesOnWhereItWas(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            for (int i = 1; i <= 2; i++) {
                Tasks.yieldNow();
                out.emit(i);
            }
        });

        loop.runUntilComplete(() -> {
            Task<String> eager = Tasks.createEagerTask(() -> {
                while (elements.next()) {
                    trace.add(elements.current());
                }
                return "eager ends";
            });
            trace.add("caller");
            return trace.add(await(eager));
        });

        assertThat(trace).containsExactly("caller", 1, 2, "eager ends");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void createEagerTask_insideAGenerator_goesOnThere(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<Object> elements = AsyncIterator.of(out -> {
            Task<String> eager = Tasks.createEagerTask(() -> {
                trace.add("eager begins");
                Tasks.yieldNow();
                return "eager ends";
            });
            out.emit("first");
            out.emit(await(eager));
            Task<String> atOnce = Tasks.createEagerTask(() -> "at once");
            out.emit(atOnce.result());
        });

        loop.runUntilComplete(() -> {
            Task<?> me = Tasks.current();
            while (elements.next()) {
                trace.add(elements.current());
                assertThat(Tasks.current()).isSameAs(me);
            }
            return 1;
        });

        assertThat(trace).containsExactly("eager begins", "first", "eager ends", "at once");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void createEagerTask_whileTheLoopCloses_isRefused(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        loop.onClose(closed ->
                trace.add(catchThrowable(() -> Tasks.createEagerTask(() -> await(loop.createFuture())))));
        loop.createTask(() -> {
            try {
                return await(loop.createFuture());
            } finally {
                trace.add(catchThrowable(() -> Tasks.createEagerTask(() -> await(loop.createFuture()))));
            }
        });
        spin(loop);

        loop.close();

        assertThat(trace)
                .hasSize(2)
                .allSatisfy(refused -> assertThat(refused).isExactlyInstanceOf(LoopClosedException.class));
    }

    private static void startVirtual(Runnable body) {
        try {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean hasVirtualThreads() {
        return Arrays.stream(Thread.class.getMethods())
                .anyMatch(method -> method.getName().equals("startVirtualThread"));
    }

    private static <T> T onAVirtualThread(Callable<T> work) {
        assumeTrue(hasVirtualThreads(), "needs JDK 21");
        List<T> result = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ended = new CountDownLatch(1);
        startVirtual(() -> {
            try {
                result.add(work.call());
            } catch (Throwable error) {
                failed.add(error);
            } finally {
                ended.countDown();
            }
        });
        Elsewhere.await(ended);
        assertThat(failed).isEmpty();
        return result.get(0);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_homeIsAVirtualThread_worksAsOnAnyOther(CoroutineEngine engine) {
        List<Object> seen = onAVirtualThread(() -> {
            List<Object> found = Collections.synchronizedList(new ArrayList<>());
            Thread home = Thread.currentThread();
            EventLoop loop = Loops.on(engine);
            AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
                for (int i = 0; i < 3; i++) {
                    Tasks.yieldNow();
                    out.emit(i);
                }
            });
            loop.callSoon(() -> found.add(Thread.currentThread() == home));
            Task<Integer> child = loop.createTask(() -> {
                await(Tasks.sleep(Duration.ofMillis(1)));
                return 1;
            });
            found.add(loop.<Object>runUntilComplete(() -> {
                while (elements.next()) {
                    found.add(elements.current());
                }
                loop.callSoon(() -> found.add(Thread.currentThread() == home));
                return "child gave " + await(child);
            }));
            loop.createTask(() -> {
                try {
                    return await(loop.<Integer>createFuture());
                } finally {
                    found.add("unwound");
                }
            });
            spin(loop);
            loop.close();
            return found;
        });

        assertThat(seen).containsExactly(true, 0, 1, 2, true, "child gave 1", "unwound");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_homeIsAVirtualThreadAndABodyBlocks_goesOnAfterwards(CoroutineEngine engine) {
        List<Object> seen = onAVirtualThread(() -> {
            EventLoop loop = Loops.on(engine);
            List<Object> found = Collections.synchronizedList(new ArrayList<>());
            return loop.runUntilComplete(() -> {
                CountDownLatch latch = new CountDownLatch(1);
                Elsewhere.start("releaser", () -> {
                    latch.countDown();
                    return true;
                });
                latch.await();
                Tasks.yieldNow();
                loop.callSoon(() -> found.add("callback"));
                Tasks.yieldNow();
                return found;
            });
        });

        assertThat(seen).containsExactly("callback");
    }

    @Test
    void build_autoOnAVirtualThread_isVirtual() {
        String text = onAVirtualThread(() -> Loops.on(CoroutineEngine.AUTO).toString());

        assertThat(text).isEqualTo("<EventLoop \"api\" running=false closed=false engine=VIRTUAL>");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_startingVirtualThreads_isServedByThem(CoroutineEngine engine) {
        assumeTrue(hasVirtualThreads(), "needs JDK 21");
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(() -> {
            LoopFuture<String> answer = loop.createFuture();
            CountDownLatch blocked = new CountDownLatch(2);
            startVirtual(() -> {
                trace.add("in the loop: " + loop.inLoop() + ", current: " + Tasks.current());
                startVirtual(blocked::countDown);
                blocked.countDown();
                loop.callSoonThreadsafe(() -> answer.setResult("answer"));
            });
            blocked.await();
            trace.add(await(answer));
            for (int i = 0; i < 100; i++) {
                CountDownLatch one = new CountDownLatch(1);
                startVirtual(() -> {
                    Thread.yield();
                    one.countDown();
                });
                one.await();
                Tasks.yieldNow();
            }
            return trace.add("end");
        });

        assertThat(trace).containsExactly("in the loop: false, current: null", "answer", "end");
    }

    /** What a body may block on; each is let go on by another thread. */
    enum Blocking {
        LATCH {
            @Override
            void block(Elsewhere<?>[] releaser) throws Exception {
                CountDownLatch latch = new CountDownLatch(1);
                releaser[0] = Elsewhere.start("releaser", () -> {
                    latch.countDown();
                    return true;
                });
                latch.await();
            }
        },
        LOCK {
            @Override
            void block(Elsewhere<?>[] releaser) {
                ReentrantLock lock = new ReentrantLock();
                CountDownLatch held = new CountDownLatch(1);
                releaser[0] = Elsewhere.start("releaser", () -> {
                    lock.lock();
                    try {
                        held.countDown();
                        while (!lock.hasQueuedThreads()) {
                            Thread.onSpinWait();
                        }
                    } finally {
                        lock.unlock();
                    }
                    return true;
                });
                Elsewhere.await(held);
                lock.lock();
                lock.unlock();
            }
        },
        MONITOR {
            @Override
            void block(Elsewhere<?>[] releaser) throws Exception {
                Object monitor = new Object();
                AtomicBoolean entered = new AtomicBoolean();
                CountDownLatch held = new CountDownLatch(1);
                CountDownLatch trying = new CountDownLatch(1);
                releaser[0] = Elsewhere.start("releaser", () -> {
                    synchronized (monitor) {
                        held.countDown();
                        trying.await();
                        return entered.get();
                    }
                });
                held.await();
                trying.countDown();
                synchronized (monitor) {
                    entered.set(true);
                }
            }
        },
        WAIT {
            @Override
            void block(Elsewhere<?>[] releaser) throws Exception {
                Object monitor = new Object();
                boolean[] notified = {false};
                releaser[0] = Elsewhere.start("releaser", () -> {
                    synchronized (monitor) {
                        notified[0] = true;
                        monitor.notifyAll();
                    }
                    return true;
                });
                synchronized (monitor) {
                    while (!notified[0]) {
                        monitor.wait();
                    }
                }
            }
        },
        HAND_OVER {
            @Override
            void block(Elsewhere<?>[] releaser) throws Exception {
                SynchronousQueue<Integer> queue = new SynchronousQueue<>();
                releaser[0] = Elsewhere.start("releaser", () -> {
                    for (int i = 0; i < 100; i++) {
                        queue.put(i);
                    }
                    return true;
                });
                for (int i = 0; i < 100; i++) {
                    assertThat(queue.take()).isEqualTo(i);
                }
            }
        },
        JOIN {
            @Override
            void block(Elsewhere<?>[] releaser) throws Exception {
                releaser[0] = Elsewhere.start("releaser", () -> true);
                releaser[0].thread().join();
            }
        },
        SHORT_PARKS {
            @Override
            void block(Elsewhere<?>[] releaser) {
                for (int i = 0; i < 10; i++) {
                    LockSupport.parkNanos(1);
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.park();
                    Thread.yield();
                }
            }
        };

        abstract void block(Elsewhere<?>[] releaser) throws Exception;
    }

    private void assertJustBlocks(CoroutineEngine engine, Blocking blocking) {
        boolean ended = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    return loop.runUntilComplete(() -> {
                        Elsewhere<?>[] releaser = {null};
                        loop.callSoon(() -> trace.add("callback"));
                        loop.createTask(() -> trace.add("task"));
                        blocking.block(releaser);
                        trace.add("unblocked");
                        Tasks.yieldNow();
                        blocking.block(releaser);
                        return trace.add("end");
                    });
                })
                .await(PATIENCE_SECONDS);

        assertThat(ended).isTrue();
        assertThat(trace).containsExactly("unblocked", "callback", "task", "end");
    }

    @ParameterizedTest
    @EnumSource(Blocking.class)
    void body_blockingOnEachEngine_justBlocksTheLoop(Blocking blocking) {
        Loops.engines().forEach(engine -> {
            trace.clear();
            assertJustBlocks(engine, blocking);
        });
    }

    private static int deep(int depth, Callable<Integer> bottom) throws Exception {
        return depth == 0 ? bottom.call() : deep(depth - 1, bottom) + 1;
    }

    private static long framesOfDeep(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getMethodName().equals("deep"))
                .count();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void exception_afterAnAwaitAtTheBottom_namesTheBodysFrames(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> deep(DEEP, () -> {
            Tasks.yieldNow();
            throw new Exception("from the bottom");
        })));

        assertThat(thrown).isExactlyInstanceOf(Exception.class).hasMessage("from the bottom");
        assertThat(framesOfDeep(thrown.getStackTrace())).isEqualTo(DEEP + 1);
        assertThat(thrown.getStackTrace()[0].getClassName()).isEqualTo(EngineEdgesTest.class.getName());
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void cancelledError_outOfAnAwaitAtTheBottom_namesTheBodysFrames(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        Task<Integer> task = loop.createTask(() -> {
            try {
                return deep(DEEP, () -> await(loop.<Integer>createFuture()));
            } catch (CancelledError cancelled) {
                trace.add(cancelled);
                throw cancelled;
            }
        });
        spin(loop);

        task.cancel();
        spin(loop);

        assertThat(framesOfDeep(((Throwable) trace.get(0)).getStackTrace())).isEqualTo(DEEP + 1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void exception_throughAGeneratorAtTheBottom_namesTheBodysFrames(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> out.emit(deep(DEEP, () -> {
            Tasks.yieldNow();
            throw new Exception("from the bottom");
        })));

        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(elements::next));

        assertThat(thrown).hasMessage("from the bottom");
        assertThat(framesOfDeep(thrown.getStackTrace())).isEqualTo(DEEP + 1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void getStackTrace_ofASuspendedCoroutine_showsItAndDoesNotDisturb(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<Integer> future = loop.createFuture();
        List<Thread> carriers = new ArrayList<>();
        Task<Integer> task = loop.createTask(() -> {
            carriers.add(Thread.currentThread());
            return deep(DEEP, () -> await(future));
        });
        spin(loop);

        for (int i = 0; i < 100; i++) {
            assertThat(framesOfDeep(carriers.get(0).getStackTrace())).isEqualTo(DEEP + 1);
            assertThat(Thread.getAllStackTraces()).isNotEmpty();
        }
        spin(loop);
        assertThat(task.isDone()).isFalse();
        future.setResult(0);
        spin(loop);

        assertThat(task.result()).isEqualTo(DEEP);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void getStackTrace_whileCoroutinesRun_doesNotDisturb(CoroutineEngine engine) {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> carriers = Collections.synchronizedList(new ArrayList<>());
        Elsewhere<Boolean> sampler = Elsewhere.start("sampler", () -> {
            while (!over.get()) {
                for (Thread carrier : List.copyOf(carriers)) {
                    carrier.getStackTrace();
                }
            }
            return true;
        });
        int[] steps = {0};

        Elsewhere.start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    for (int i = 0; i < 3; i++) {
                        loop.createTask(() -> {
                            carriers.add(Thread.currentThread());
                            for (int n = 0; n < 500; n++) {
                                Tasks.yieldNow();
                                steps[0]++;
                            }
                            return 1;
                        });
                    }
                    return loop.runUntilComplete(() -> {
                        carriers.add(Thread.currentThread());
                        for (int n = 0; n < 600; n++) {
                            Tasks.yieldNow();
                        }
                        return 1;
                    });
                })
                .await(PATIENCE_SECONDS);

        over.set(true);
        assertThat(sampler.await()).isTrue();
        assertThat(steps[0]).isEqualTo(1500);
    }

    /** Deeper than any stack. */
    private static int endless() throws Exception {
        return deep(Integer.MAX_VALUE, () -> 0);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void stackOverflow_inABody_tearsThroughAndTheLoopWorksOn(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        Task<Integer> task = loop.createTask(() -> {
            Tasks.yieldNow();
            return endless();
        });

        Throwable thrown = catchThrowable(() -> loop.<Integer>runUntilComplete(task));

        assertThat(thrown).isExactlyInstanceOf(StackOverflowError.class).isSameAs(task.exception());
        assertThat(loop.<Integer>runUntilComplete(() -> {
                    Tasks.yieldNow();
                    return 1;
                }))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void stackOverflow_inAGenerator_comesOutOfNext(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> out.emit(endless()));

        Throwable thrown = loop.runUntilComplete(() -> {
            Throwable caught = catchThrowable(elements::next);
            Tasks.yieldNow();
            return caught;
        });

        assertThat(thrown).isExactlyInstanceOf(StackOverflowError.class);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void interrupt_ofACoroutinesOwnThread_isItsOwn(CoroutineEngine engine) {
        boolean home = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    loop.runUntilComplete(() -> {
                        Task<Boolean> other = loop.createTask(() -> {
                            Tasks.yieldNow();
                            return trace.add("other: " + Thread.currentThread().isInterrupted());
                        });
                        loop.callSoon(() ->
                                trace.add("callback: " + Thread.currentThread().isInterrupted()));
                        Thread.currentThread().interrupt();
                        Tasks.yieldNow();
                        Tasks.yieldNow();
                        trace.add("itself: " + Thread.interrupted());
                        return await(other);
                    });
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(trace).containsExactly("callback: false", "other: false", "itself: true");
        assertThat(home).isFalse();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void interrupt_leftByACoroutineThatEnded_isNotTheNextOnes(CoroutineEngine engine) {
        boolean home = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    for (int i = 0; i < 3; i++) {
                        loop.createTask(() -> {
                            Thread.currentThread().interrupt();
                            return 1;
                        });
                        loop.createTask(() ->
                                trace.add("next: " + Thread.currentThread().isInterrupted()));
                    }
                    spin(loop);
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(trace).containsExactly("next: false", "next: false", "next: false");
        assertThat(home).isFalse();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_anotherLoopInsideACoroutine_isRefused(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        Throwable refused = loop.runUntilComplete(
                () -> catchThrowable(() -> Loops.on(engine).runUntilComplete(() -> 1)));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot run the event loop while another loop is running");
    }

    @Test
    void toString_always_namesTheEngine() {
        Loops.engines().filter(engine -> engine != CoroutineEngine.AUTO).forEach(engine -> {
            EventLoop loop = Loops.on(engine);
            String running = loop.runUntilComplete(loop::toString);
            loop.close();

            assertThat(running).isEqualTo("<EventLoop \"api\" running=true closed=false engine=" + engine + ">");
            assertThat(loop).hasToString("<EventLoop \"api\" running=false closed=true engine=" + engine + ">");
        });
    }

    @Test
    void build_auto_namesWhatItChose() {
        assertThat(Loops.on(CoroutineEngine.AUTO).toString()).doesNotContain("AUTO");
    }

    @Test
    void build_unknownEngineInTheProperty_isRefused() {
        System.setProperty(CoroutineEngine.PROPERTY, "fibers");

        assertThatThrownBy(EventLoop::create)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("property loopbridge.engine must be auto, direct, virtual or threads, was fibers");
        assertThat(EventLoop.builder().engine(CoroutineEngine.THREADS).build().toString())
                .endsWith("engine=THREADS>");
    }

    @Test
    void build_engineInThePropertyInAnyCase_isTaken() {
        System.setProperty(CoroutineEngine.PROPERTY, "Threads");
        assertThat(EventLoop.create().toString()).endsWith("engine=THREADS>");
        System.setProperty(CoroutineEngine.PROPERTY, "auto");
        assertThat(EventLoop.create().toString()).matches(".* engine=(DIRECT|VIRTUAL|THREADS)>");
    }

    @Test
    void build_virtualBefore21_isRefused() {
        assumeTrue(!hasVirtualThreads(), "needs JDK 20 at most");

        assertThatThrownBy(() -> Loops.on(CoroutineEngine.VIRTUAL))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "coroutine engine VIRTUAL needs JDK 21 or later, this is " + Runtime.version() + "; use AUTO");
    }

    private static String directUnavailable() {
        return "coroutine engine DIRECT needs JDK 21 or later, started with --add-opens"
                + " java.base/java.lang=dev.loopbridge.loop (ALL-UNNAMED on the class path); this is "
                + Runtime.version() + "; use AUTO";
    }

    @Test
    void build_directBefore21_isRefused() {
        assumeTrue(!hasVirtualThreads(), "needs JDK 20 at most");

        assertThatThrownBy(() -> Loops.on(CoroutineEngine.DIRECT))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(directUnavailable());
    }

    /** A main class: prints what it is offered. */
    static final class PrintsEngines {
        private PrintsEngines() {}

        public static void main(String[] args) {
            for (CoroutineEngine engine : CoroutineEngine.values()) {
                try {
                    System.out.println(engine + ": " + Loops.on(engine));
                } catch (IllegalStateException notOffered) {
                    System.out.println(engine + ": " + notOffered.getMessage());
                }
            }
        }
    }

    @Test
    void build_notOpened_offersAllButDirect() {
        assumeTrue(hasVirtualThreads(), "needs JDK 21");

        assertThat(FreshJvm.run(PrintsEngines.class))
                .containsExactly(
                        "AUTO: <EventLoop \"api\" running=false closed=false engine=VIRTUAL>",
                        "DIRECT: " + directUnavailable(),
                        "VIRTUAL: <EventLoop \"api\" running=false closed=false engine=VIRTUAL>",
                        "THREADS: <EventLoop \"api\" running=false closed=false engine=THREADS>");
    }

    @Test
    void build_opened_offersAll() {
        assumeTrue(hasVirtualThreads(), "needs JDK 21");

        assertThat(FreshJvm.run(PrintsEngines.class, "--add-opens", OPENED))
                .containsExactly(
                        "AUTO: <EventLoop \"api\" running=false closed=false engine=DIRECT>",
                        "DIRECT: <EventLoop \"api\" running=false closed=false engine=DIRECT>",
                        "VIRTUAL: <EventLoop \"api\" running=false closed=false engine=VIRTUAL>",
                        "THREADS: <EventLoop \"api\" running=false closed=false engine=THREADS>");
    }
}
