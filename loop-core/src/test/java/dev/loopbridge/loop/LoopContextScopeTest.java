package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A scope holds on the thread of each callback and body, and nowhere else. */
class LoopContextScopeTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();

    /** Sets the thread-local to {@code user}, and puts back what was there. */
    private LoopContext of(String user) {
        return LoopContext.copyOfCurrent().within(() -> {
            String before = USER.get();
            USER.set(user);
            inside.incrementAndGet();
            entered.incrementAndGet();
            return () -> {
                assertThat(USER.get()).isEqualTo(user);
                USER.set(before);
                inside.decrementAndGet();
            };
        });
    }

    private void see(String step) {
        trace.add(step + "=" + USER.get());
    }

    private Object seeTwice(String who) {
        see(who + "1");
        Tasks.yieldNow();
        see(who + "2");
        return who;
    }

    @AfterEach
    void everyScopeIsLeft() {
        assertThat(inside).hasValue(0);
        assertThat(USER.get()).isNull();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_ofTasksThatTakeTurns_hasItsOwnScopeInEveryStep(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        loop.createTask(of("ada").body(() -> seeTwice("a")));
        loop.createTask(of("bob").body(() -> seeTwice("b")));
        loop.callSoon(() -> see("callback"));

        loop.runUntilComplete(() -> {
            seeTwice("main");
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace)
                .containsExactly("a1=ada", "b1=bob", "callback=null", "main1=null", "a2=ada", "b2=bob", "main2=null");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_awaitingWhatComesFromAnotherThread_hasItsScopeAgain(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            await(Tasks.inExecutor(() -> 1));
            see("after the executor");
            await(Tasks.sleep(Duration.ofMillis(1)));
            see("after the timer");
            return 1;
        }));

        assertThat(trace).containsExactly("after the executor=ada", "after the timer=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_onALoopRunByOneThreadAfterAnother_keepsItsScope(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<Integer> gate = loop.createFuture();
        Task<Object> task = loop.createTask(of("ada").body(() -> {
            see("first home");
            return await(gate);
        }));
        Elsewhere.start("first", () -> {
                    loop.stop();
                    loop.runForever();
                    return USER.get();
                })
                .await();
        gate.setResult(1);

        loop.runUntilComplete(task);

        assertThat(trace).containsExactly("first home=ada");
        assertThat(entered).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_inWhatATaskCreates_holdsToo(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            Task<Object> child = loop.createTask(() -> seeTwice("child"));
            loop.callSoon(() -> see("callback"));
            loop.callLater(Duration.ZERO, () -> see("timer"));
            child.addDoneCallback(done -> see("done callback"));
            await(Tasks.createEagerTask(() -> seeTwice("eager")));
            see("after the eager");
            await(child);
            Tasks.yieldNow();
            return 1;
        }));

        assertThat(trace)
                .containsExactlyInAnyOrder(
                        "child1=ada",
                        "callback=ada",
                        "timer=ada",
                        "done callback=ada",
                        "eager1=ada",
                        "eager2=ada",
                        "after the eager=ada",
                        "child2=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_ofAGenerator_isThatOfItsPuller(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<String> rows = AsyncIterator.of(out -> {
            see("row1");
            out.emit("row1");
            see("row2");
            Tasks.yieldNow();
            see("row2 after a wait");
            out.emit("row2");
            see("end");
        });

        loop.runUntilComplete(of("ada").body(() -> {
            rows.next();
            see("pulled");
            return 1;
        }));
        loop.runUntilComplete(() -> rows.next());
        loop.runUntilComplete(of("bob").body(rows::next));

        assertThat(trace).containsExactly("row1=ada", "pulled=ada", "row2=null", "row2 after a wait=null", "end=bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_aroundAnEagerTaskOfAnotherContext_givesWayAndComesBack(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            Task<Object> eager = Tasks.createEagerTask(of("bob").body(() -> seeTwice("eager")));
            see("outer");
            return await(eager);
        }));

        assertThat(trace).containsExactly("eager1=bob", "outer=ada", "eager2=bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_ofAnotherContextInABodyThatAwaitsInThere_isOnTopOfTheBodys(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopContext plain = LoopContext.copyOfCurrent();

        loop.runUntilComplete(of("ada").body(() -> {
            of("bob").run(() -> seeTwice("other"));
            see("back");
            plain.run(() -> seeTwice("plain"));
            return seeTwice("end");
        }));

        assertThat(trace)
                .containsExactly(
                        "other1=bob", "other2=bob", "back=ada", "plain1=ada", "plain2=ada", "end1=ada", "end2=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_ofACoroutineThatUnwinds_holdsInItsFinallyBlock(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        Task<Object> cancelled = loop.createTask(of("ada").body(() -> sleepAnHour(loop, "cancelled")));
        loop.createTask(of("bob").body(() -> sleepAnHour(loop, "closed")));
        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            cancelled.cancel();
            Tasks.yieldNow();
            return 1;
        });

        loop.close();

        assertThat(trace).containsExactly("cancelled=ada", "closed=bob");
    }

    private Object sleepAnHour(EventLoop loop, String why) {
        try {
            return await(loop.createFuture());
        } finally {
            see(why);
        }
    }

    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());

    private EventLoop reporting(CoroutineEngine engine) {
        return EventLoop.builder()
                .engine(engine)
                .exceptionHandler(
                        (where, context) -> reported.add(context.message().replaceAll("<.*|dev.*", "")
                                + context.exception().getMessage()))
                .build();
    }

    /** How a scope fails, and what is reported for each time that it was entered and left. */
    private enum Broken {
        ENTRY("Exception in the scope of no entry") {
            @Override
            Runnable enter() {
                throw new IllegalStateException("no entry");
            }
        },
        EXIT("Exception in the scope of no exit") {
            @Override
            Runnable enter() {
                return () -> {
                    throw new IllegalStateException("no exit");
                };
            }
        },
        NULL("Exception in the scope of enter() of a scope returned null; it must return what ends it") {
            @Override
            Runnable enter() {
                return null;
            }
        },
        OVERFLOW("Exception in the scope of null") {
            @Override
            @SuppressWarnings("InfiniteRecursion") // that is the point
            Runnable enter() {
                return enter();
            }
        };

        private final String report;

        Broken(String report) {
            this.report = report;
        }

        abstract Runnable enter();

        LoopContext context() {
            return LoopContext.copyOfCurrent().within(this::enter);
        }
    }

    private static Stream<Arguments> brokenOnEachEngine() {
        return Loops.engines()
                .flatMap(engine -> Stream.of(Broken.values()).map(broken -> Arguments.of(engine, broken)));
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundABody_isReportedAndTheBodyGoesOn(CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);

        Object result = loop.runUntilComplete(broken.context().body(() -> seeTwice("body")));

        assertThat(result).isEqualTo("body");
        assertThat(reported).containsExactly(broken.report);
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundACallback_isReportedAndTheCallbackRuns(CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);
        loop.callSoon(broken.context().callback(() -> trace.add("run")));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(trace).containsExactly("run");
        assertThat(reported).containsExactly(broken.report);
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundACallbackThatThrows_isReportedAndSoIsTheCallback(CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);
        loop.callSoon(broken.context().callback(() -> {
            throw new IllegalArgumentException("own");
        }));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(reported).containsExactlyInAnyOrder(broken.report, broken.report, "Exception in callback own");
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundWhatIsAbandoned_isReportedAndItIsTold(CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);
        loop.execute(broken.context().callback(new LoopRunnable() {
            @Override
            public void run() {
                trace.add("run");
            }

            @Override
            public void onAbandoned(LoopClosedException closed) {
                trace.add("told");
            }
        }));

        loop.close();

        assertThat(trace).containsExactly("told");
        assertThat(reported).containsExactly(broken.report);
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundAGenerator_isReportedAndItIsPulled(CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);
        AsyncIterator<Integer> numbers = AsyncIterator.of(out -> {
            out.emit(1);
            out.emit(2);
        });

        loop.runUntilComplete(broken.context().body(() -> {
            while (numbers.next()) {
                trace.add("element " + numbers.current());
            }
            return 1;
        }));

        assertThat(trace).containsExactly("element 1", "element 2");
        assertThat(reported).containsExactly(broken.report, broken.report);
    }

    @ParameterizedTest
    @MethodSource("brokenOnEachEngine")
    void scope_thatThrowsAroundACallInAnExecutor_isReportedAndTheCallHasItsResult(
            CoroutineEngine engine, Broken broken) {
        EventLoop loop = reporting(engine);

        int result = loop.runUntilComplete(broken.context().<Integer>body(() -> await(Tasks.toThread(() -> 1))));

        assertThat(result).isEqualTo(1);
        assertThat(reported).containsExactly(broken.report, broken.report);
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void scope_thatThrowsOnAPlainThread_comesOutWhenTheActionHasRun(Broken broken) {
        LoopLocal<String> local = LoopLocal.withDefault("outside");
        LoopContext context = broken.context();

        Throwable thrown = catchThrowable(() -> context.run(() -> {
            local.set("inside");
            trace.add("run");
        }));

        assertThat("Exception in the scope of " + thrown.getMessage()).isEqualTo(broken.report);
        assertThat(trace).containsExactly("run");
        assertThat(local.get()).isEqualTo("outside");
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void scope_thatThrowsOnAPlainThreadAroundWhatThrows_isSuppressed(Broken broken) {
        LoopContext context = broken.context();

        Throwable thrown = catchThrowable(() -> context.run(() -> {
            throw new IllegalArgumentException("own");
        }));

        assertThat(thrown).hasMessage("own");
        assertThat("Exception in the scope of " + thrown.getSuppressed()[0].getMessage())
                .isEqualTo(broken.report);
    }

    /** A scope whose every entry must be left before what is beneath it, on its own thread. */
    private final class Nested implements LoopContext.Scope {
        private static final ThreadLocal<Deque<Object>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

        private final String name;

        Nested(String name) {
            this.name = name;
        }

        @Override
        public Runnable enter() {
            OPEN.get().push(name);
            trace.add("+" + name);
            return () -> {
                assertThat(OPEN.get().pop()).isEqualTo(name);
                trace.add("-" + name);
            };
        }
    }

    private LoopContext nested(String name) {
        return LoopContext.copyOfCurrent().within(new Nested(name));
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scopes_withOneOfTheUsersOwnOpenedInBetween_endInTheReverseOrder(CoroutineEngine engine) {
        EventLoop loop = reporting(engine);
        AsyncIterator<Integer> numbers = AsyncIterator.of(out -> out.emit(1));

        loop.runUntilComplete(nested("task").body(() -> {
            Runnable mine = new Nested("mine").enter();
            LoopContext.copyOfCurrent().run(() -> trace.add("same"));
            LoopContext.empty().run(() -> trace.add("none"));
            nested("other").run(Tasks::yieldNow);
            await(Tasks.createEagerTask(() -> seeTwice("eager")));
            assertThat(numbers.next()).isTrue();
            Tasks.yieldNow();
            mine.run();
            return 1;
        }));

        assertThat(reported).isEmpty();
        assertThat(trace)
                .containsExactly(
                        "+task",
                        "+mine",
                        "same",
                        "none",
                        "+other",
                        "-other",
                        "+task",
                        "eager1=null",
                        "eager2=null",
                        "-task",
                        "+task",
                        "-mine",
                        "-task");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_ofAContextWithTheSameScope_neitherLeavesNorEntersIt(CoroutineEngine engine) {
        EventLoop loop = reporting(engine);
        LoopLocal<String> local = LoopLocal.withDefault("none");

        loop.runUntilComplete(nested("task").body(() -> {
            LoopContext context = LoopContext.copyOfCurrent();
            context.run(() -> local.set("bound"));
            return trace.add(context.get(local));
        }));

        assertThat(trace).containsExactly("+task", "bound", "-task");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void callback_ofAnEmptyContext_hasNeitherValuesNorScope(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopLocal<String> request = LoopLocal.withDefault("none");

        loop.runUntilComplete(of("ada").body(() -> {
            request.set("42");
            LoopContext empty = LoopContext.empty();
            Runnable seen = () -> see(request.get());
            loop.callSoon(empty.callback(seen));
            loop.callLater(Duration.ZERO, empty.callback(() -> loop.callSoon(seen)));
            empty.run(() -> loop.callLater(Duration.ofNanos(1), seen));
            await(loop.createTask(empty.body(() -> seeTwice(request.get()))));
            return await(Tasks.sleep(Duration.ofMillis(1), 1));
        }));

        assertThat(trace).hasSize(5).containsOnly("none=null", "none1=null", "none2=null");
    }

    /** What an empty context runs in there is not seen from outside, and the other way round. */
    @Test
    void empty_withAValue_keepsItToItself() {
        LoopLocal<String> local = LoopLocal.withDefault("none");
        LoopContext empty = LoopContext.empty();
        empty.run(() -> local.set("inside"));

        assertThat(local.get()).isEqualTo("none");
        assertThat(empty.get(local)).isEqualTo("inside");
        assertThat(LoopContext.empty().get(local)).isEqualTo("none");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void giveWay_ofAScope_holdsWhileAnotherContextRuns(CoroutineEngine engine) {
        EventLoop loop = reporting(engine);
        LoopContext giving = LoopContext.copyOfCurrent().within(new LoopContext.Scope() {
            @Override
            public Runnable enter() {
                USER.set("ada");
                return USER::remove;
            }

            @Override
            public Runnable giveWay() {
                USER.remove();
                return () -> USER.set("ada");
            }
        });

        loop.runUntilComplete(giving.body(() -> {
            LoopContext.empty().run(() -> seeTwice("empty"));
            of("bob").run(() -> see("bob"));
            see("back");
            return 1;
        }));

        assertThat(trace).containsExactly("empty1=null", "empty2=null", "bob=bob", "back=ada");
        assertThat(reported).isEmpty();
    }

    @Test
    void run_onAPlainThread_holdsTheScopeForTheAction() {
        of("ada").run(() -> see("inside"));
        Throwable thrown = catchThrowable(() -> of("bob").run(() -> {
            throw new IllegalArgumentException("out of it");
        }));

        assertThat(thrown).hasMessage("out of it");
        assertThat(trace).containsExactly("inside=ada");
        assertThat(USER.get()).isNull();
    }

    @Test
    void toThread_insideAScope_takesItAlong() {
        EventLoop.create()
                .runUntilComplete(of("ada")
                        .body(() -> await(Tasks.toThread(() -> {
                            see("elsewhere");
                            return 1;
                        }))));

        assertThat(trace).containsExactly("elsewhere=ada");
    }

    @Test
    void within_aContextWithValues_keepsThem() {
        LoopLocal<String> local = LoopLocal.withDefault("none");
        LoopContext context = LoopContext.copyOfCurrent();
        context.run(() -> local.set("set"));

        LoopContext scoped = context.within(() -> () -> {});
        scoped.run(local::remove);

        assertThat(scoped.get(local)).isEqualTo("none");
        assertThat(context.get(local)).isEqualTo("set");
        assertThat(catchThrowable(() -> context.within(null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void carrier_ofACoroutine_isNamedAfterTheLoop(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        String carrier = loop.runUntilComplete(() -> Thread.currentThread().getName());

        assertThat(carrier).startsWith("loopbridge-coroutine").endsWith(" (api)");
    }
}
