package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 14 of the semantics, rule by rule. */
class AsyncIteratorTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String NO_CURRENT = "there is no current element: next() was not called, or returned false";
    private static final String CLOSING = "Event loop \"api\" is closing; this coroutine must end";
    private static final LoopLocal<String> USER = LoopLocal.withDefault("nobody");

    private final List<Object> trace = new ArrayList<>();
    private final List<LoopExceptionHandler.Context> reports = new ArrayList<>();
    private final VirtualEventLoop time = on(CoroutineEngine.AUTO);
    private final EventLoop loop = time.loop();

    private VirtualEventLoop on(CoroutineEngine engine) {
        return VirtualEventLoop.create(
                EventLoop.builder().name("api").engine(engine).exceptionHandler((of, context) -> reports.add(context)));
    }

    /** A generator with a name to print. */
    private static <T> Generator<T> named(String name, Generator<T> body) {
        return new Generator<T>() {
            @Override
            public void run(Emitter<T> out) throws Exception {
                body.run(out);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** Emits 1 to 3, and tells how far it came. */
    private AsyncIterator<Integer> oneToThree() {
        return AsyncIterator.of(out -> {
            trace.add("begins");
            try {
                for (int i = 1; i <= 3; i++) {
                    out.emit(i);
                }
                trace.add("returns");
            } finally {
                trace.add("finally");
            }
        });
    }

    /** Emits one element, then hands on; its clean-up takes a second. */
    private AsyncIterator<String> slowToFinish(String name) {
        return AsyncIterator.of(named(name, out -> {
            try {
                out.emit(name);
            } finally {
                trace.add(name + " cleans up");
                await(Tasks.sleep(SECOND));
                trace.add(name + " cleaned up");
            }
        }));
    }

    private void takeAll(AsyncIterator<?> elements) {
        while (elements.next()) {
            trace.add(elements.current());
        }
    }

    private void spin(EventLoop idle) {
        idle.stop();
        idle.runForever();
    }

    @Test
    void forEach_elements_areSeenOneByOneAndFinished() {
        loop.runUntilComplete(() -> {
            oneToThree().forEach(element -> {
                Tasks.yieldNow();
                trace.add(element);
            });
            return null;
        });

        assertThat(trace).containsExactly("begins", 1, 2, 3, "returns", "finally");
    }

    @Test
    void forEach_actionThrows_finishesAndThrowsIt() {
        IllegalStateException enough = new IllegalStateException("enough");

        Throwable thrown =
                loop.runUntilComplete(() -> catchThrowable(() -> oneToThree().forEach(element -> {
                    throw enough;
                })));

        assertThat(thrown).isSameAs(enough);
        assertThat(trace).containsExactly("begins", "finally");
    }

    @Test
    void forEach_ofNull_isRefused() {
        assertThatThrownBy(() -> oneToThree().forEach(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("action");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_always_runsTheBodyUpToItsNextEmitOnly(CoroutineEngine engine) {
        AsyncIterator<Integer> elements = oneToThree();

        on(engine).loop().runUntilComplete(() -> {
            trace.add("nothing yet");
            takeAll(elements);
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly("nothing yet", "begins", 1, 2, 3, "returns", "finally", false);
    }

    @Test
    void next_elementReady_doesNotSwitch() {
        loop.runUntilComplete(() -> {
            loop.callSoon(() -> trace.add("other"));
            takeAll(oneToThree());
            return trace.add("end");
        });

        assertThat(trace).containsExactly("begins", 1, 2, 3, "returns", "finally", "end", "other");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_bodyAwaits_suspendsTheConsumerAndNotTheLoop(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<Long> ticks = AsyncIterator.of(out -> {
            for (int i = 0; i < 3; i++) {
                await(Tasks.sleep(SECOND));
                Tasks.yieldNow();
                out.emit(engineTime.loop().time());
            }
        });
        engineTime.loop().createTask(() -> {
            takeAll(ticks);
            return 1;
        });
        engineTime.loop().callLater(Duration.ofMillis(1500), () -> trace.add("callback"));

        engineTime.advance(Duration.ofSeconds(3));

        assertThat(trace).containsExactly(1_000_000_000L, "callback", 2_000_000_000L, 3_000_000_000L);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_manyElementsOfManyIterators_allArrive(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        int[] sum = {0};
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
                for (int n = 1; n <= 100; n++) {
                    if (n % 10 == 0) {
                        Tasks.yieldNow();
                    }
                    out.emit(n);
                }
            });
            tasks.add(engineLoop.createTask(() -> {
                while (elements.next()) {
                    sum[0] += elements.current();
                }
                return 1;
            }));
        }

        engineLoop.runUntilComplete(() -> {
            for (Task<Integer> task : tasks) {
                await(task);
            }
            return 1;
        });

        assertThat(sum[0]).isEqualTo(50 * 5050);
    }

    @Test
    void of_null_isRefusedByName() {
        assertThatThrownBy(() -> AsyncIterator.of(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }

    @Test
    void next_outsideACoroutine_isRefused() {
        AsyncIterator<Integer> elements = oneToThree();

        assertThatThrownBy(elements::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
        assertThatThrownBy(elements::finish)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
        loop.runUntilComplete(() -> elements.next());

        assertThat(trace).containsExactly("begins");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_bodyThrows_throwsItOnceAndThenEnds(CoroutineEngine engine) {
        Exception failure = new Exception("failing");
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            out.emit(1);
            Tasks.yieldNow();
            throw failure;
        });

        on(engine).loop().runUntilComplete(() -> {
            trace.add(elements.next());
            trace.add(catchThrowable(elements::next));
            trace.add(elements.next());
            trace.add(catchThrowable(elements::current).getMessage());
            elements.finish();
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly(true, failure, false, NO_CURRENT, false);
        assertThat(reports).isEmpty();
    }

    @Test
    void next_bodyThrowsBeforeItsFirstEmit_throwsIt() {
        Error failure = new AssertionError("failing");
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            throw failure;
        });

        loop.runUntilComplete(() -> {
            trace.add(catchThrowable(elements::next));
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly(failure, false);
    }

    @Test
    void current_withoutAnElement_isRefused() {
        AsyncIterator<Integer> elements = oneToThree();
        assertThatThrownBy(elements::current)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(NO_CURRENT);

        loop.runUntilComplete(() -> {
            elements.next();
            assertThat(elements.current()).isEqualTo(elements.current()).isEqualTo(1);
            takeAll(elements);
            return 1;
        });

        assertThatThrownBy(elements::current)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(NO_CURRENT);
    }

    @Test
    void current_afterFinish_isRefused() {
        AsyncIterator<Integer> elements = oneToThree();

        loop.runUntilComplete(() -> {
            elements.next();
            elements.finish();
            return 1;
        });

        assertThatThrownBy(elements::current)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(NO_CURRENT);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void cancel_consumerSuspendedInside_reachesTheBodyAndThenTheConsumer(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                await(engineTime.loop().createFuture());
            } finally {
                trace.add("body");
                Tasks.yieldNow();
                trace.add("body cleaned up");
            }
        });
        Task<Boolean> consumer = engineTime.loop().createTask(() -> {
            try {
                return elements.next();
            } finally {
                trace.add("consumer");
            }
        });
        engineTime.runReady();

        consumer.cancel("why");
        engineTime.runReady();

        assertThat(trace).containsExactly("body", "body cleaned up", "consumer");
        assertThat(catchThrowable(consumer::result))
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("why");
    }

    @Test
    void cancel_swallowedByTheBody_leavesTheConsumerItsElement() {
        AsyncIterator<String> elements = AsyncIterator.of(out -> {
            try {
                await(loop.createFuture());
            } catch (CancelledError swallowed) {
                out.emit("instead");
            }
        });
        Task<String> consumer = loop.createTask(() -> {
            elements.next();
            return elements.current();
        });
        time.runReady();

        consumer.cancel();
        time.runReady();

        assertThat(consumer.result()).isEqualTo("instead");
        assertThat(consumer.cancelling()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void cancel_consumerElsewhere_leavesTheBodyWhereItIs(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<Integer> elements = oneToThree();
        Task<Integer> consumer = engineTime.loop().createTask(() -> {
            elements.next();
            return await(engineTime.loop().<Integer>createFuture());
        });
        engineTime.runReady();

        consumer.cancel();
        engineTime.runReady();

        assertThat(consumer.isCancelled()).isTrue();
        assertThat(trace).containsExactly("begins");
        engineTime.loop().runUntilComplete(() -> {
            takeAll(elements);
            return 1;
        });
        assertThat(trace).containsExactly("begins", 2, 3, "returns", "finally");
    }

    @Test
    void finish_unstarted_runsNothing() {
        AsyncIterator<Integer> elements = oneToThree();

        loop.runUntilComplete(() -> {
            elements.finish();
            elements.finish();
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly(false);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void finish_suspended_endsTheBodyAtItsEmit(CoroutineEngine engine) {
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                out.emit(1);
            } catch (Exception notAnError) {
                trace.add("an Exception");
            } finally {
                trace.add("finally");
            }
        });

        on(engine).loop().runUntilComplete(() -> {
            elements.next();
            elements.finish();
            trace.add("finished");
            elements.finish();
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly("finally", "finished", false);
    }

    @Test
    void finish_suspended_throwsCoroutineExitOutOfEmit() {
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            Throwable exit = catchThrowable(() -> out.emit(1));
            trace.add(exit.getClass().getSimpleName() + ": " + exit.getMessage());
        });

        loop.runUntilComplete(() -> {
            elements.next();
            elements.finish();
            return trace.add("body may just return");
        });

        assertThat(trace)
                .containsExactly(
                        "CoroutineExit: this generator is being finished, and must end", "body may just return");
    }

    @Test
    void finish_ended_doesNothing() {
        AsyncIterator<Integer> elements = oneToThree();

        loop.runUntilComplete(() -> {
            takeAll(elements);
            elements.finish();
            return 1;
        });

        assertThat(trace).endsWith(3, "returns", "finally");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void finish_bodyAwaitsInItsFinally_waitsForIt(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<String> elements = slowToFinish("slow");
        engineTime.loop().createTask(() -> {
            elements.next();
            elements.finish();
            return trace.add("finished at " + engineTime.loop().time());
        });

        engineTime.runReady();
        assertThat(trace).containsExactly("slow cleans up");
        engineTime.advance(SECOND);

        assertThat(trace).containsExactly("slow cleans up", "slow cleaned up", "finished at 1000000000");
    }

    @Test
    void finish_cancelledMeanwhile_cancelsTheCleanUp() {
        AsyncIterator<String> elements = slowToFinish("slow");
        Task<Boolean> consumer = loop.createTask(() -> {
            elements.next();
            trace.add(catchThrowable(elements::finish).getMessage());
            return elements.next();
        });
        time.runReady();

        consumer.cancel("enough");
        time.runReady();

        assertThat(trace).containsExactly("slow cleans up", "enough");
        assertThat(consumer.result()).isFalse();
    }

    @Test
    void finish_bodyThrowsSomethingElse_throwsIt() {
        Exception failure = new Exception("clean-up failed");
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                out.emit(1);
            } catch (CoroutineExit exit) {
                throw failure;
            }
        });

        loop.runUntilComplete(() -> {
            elements.next();
            trace.add(catchThrowable(elements::finish));
            elements.finish();
            return trace.add(elements.next());
        });

        assertThat(trace).containsExactly(failure, false);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void emit_whileBeingFinished_isRefused(CoroutineEngine engine) {
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                out.emit(1);
            } finally {
                out.emit(2);
            }
        });

        on(engine).loop().runUntilComplete(() -> {
            elements.next();
            trace.add(catchThrowable(elements::finish));
            return trace.add(elements.next());
        });

        assertThat(trace).hasSize(2).last().isEqualTo(false);
        assertThat((Throwable) trace.get(0))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("async generator ignored GeneratorExit: it emits while it is being finished");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void nextAndFinish_whileAnotherTaskIsInside_areRefused(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            await(Tasks.sleep(SECOND));
            out.emit(1);
        });
        Task<Boolean> consumer = engineTime.loop().createTask(elements::next);
        consumer.setName("consumer");
        Task<Boolean> other = engineTime.loop().createTask(() -> {
            trace.add(catchThrowable(elements::next).getMessage());
            trace.add(catchThrowable(elements::finish).getMessage());
            return true;
        });

        engineTime.advance(SECOND);

        assertThat(other.result()).isTrue();
        assertThat(trace)
                .containsExactly(
                        "anext(): asynchronous generator is already running, in <Task pending name='consumer'>",
                        "aclose(): asynchronous generator is already running, in <Task pending name='consumer'>");
        assertThat(consumer.result()).isTrue();
        assertThat(elements.current()).isEqualTo(1);
    }

    @Test
    void nextAndFinish_insideTheBodyItself_areRefused() {
        List<AsyncIterator<Integer>> self = new ArrayList<>();
        self.add(AsyncIterator.of(out -> {
            trace.add(catchThrowable(self.get(0)::next).getMessage());
            trace.add(catchThrowable(self.get(0)::finish).getMessage());
            out.emit(1);
        }));
        Task<Boolean> consumer = loop.createTask(self.get(0)::next);
        consumer.setName("consumer");

        time.runReady();

        assertThat(trace)
                .containsExactly(
                        "anext(): asynchronous generator is already running, in <Task pending name='consumer'>",
                        "aclose(): asynchronous generator is already running, in <Task pending name='consumer'>");
        assertThat(consumer.result()).isTrue();
    }

    @Test
    void emit_null_isRefusedByName() {
        AsyncIterator<String> elements = AsyncIterator.of(out -> {
            trace.add(catchThrowable(() -> out.emit(null)).getMessage());
            out.emit("fine");
        });

        boolean more = loop.runUntilComplete(elements::next);

        assertThat(more).isTrue();
        assertThat(trace).containsExactly("item");
        assertThat(elements.current()).isEqualTo("fine");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void emit_fromAnotherTask_isRefused(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            Task<Throwable> foreign = engineLoop.createTask(() -> catchThrowable(() -> out.emit(99)));
            trace.add(await(foreign));
            out.emit(1);
        });
        Task<Boolean> consumer = engineLoop.createTask(elements::next);
        consumer.setName("consumer");

        engineLoop.runUntilComplete(consumer);

        assertThat((Throwable) trace.get(0))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("emit() is for the generator's own coroutine, while it is pulled; ")
                .hasMessageEndingWith(" is pulled by <Task pending name='consumer'>, and not from here");
        assertThat(elements.current()).isEqualTo(1);
    }

    @Test
    void emit_fromItsConsumerBetweenTwoPulls_isRefused() {
        List<Emitter<Integer>> leaked = new ArrayList<>();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            leaked.add(out);
            out.emit(1);
            out.emit(2);
        });

        loop.runUntilComplete(() -> {
            elements.next();
            trace.add(catchThrowable(() -> leaked.get(0).emit(99)));
            elements.next();
            return trace.add(elements.current());
        });

        assertThat(trace).hasSize(2).last().isEqualTo(2);
        assertThat((Throwable) trace.get(0))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("emit() is for the generator's own coroutine")
                .hasMessageNotContaining("null");
    }

    @Test
    void emit_afterTheEnd_isRefused() {
        List<Emitter<Integer>> leaked = new ArrayList<>();
        AsyncIterator<Integer> elements = AsyncIterator.of(leaked::add);

        loop.runUntilComplete(() -> {
            elements.next();
            trace.add(catchThrowable(() -> leaked.get(0).emit(99)));
            return trace.add(elements.next());
        });
        trace.add(catchThrowable(() -> leaked.get(0).emit(99)));

        assertThat(trace).hasSize(3).element(1).isEqualTo(false);
        assertThat(List.of(trace.get(0), trace.get(2)))
                .allSatisfy(refused -> assertThat((Throwable) refused)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("emit() is for the generator's own coroutine")
                        .hasMessageNotContaining("null"));
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_nestedGenerators_passElementsAndAwaitsThrough(CoroutineEngine engine) {
        AsyncIterator<Integer> inner = AsyncIterator.of(out -> {
            for (int i = 1; i <= 3; i++) {
                await(Tasks.sleep(SECOND));
                out.emit(i);
            }
        });
        AsyncIterator<Integer> outer = AsyncIterator.of(out -> {
            while (inner.next()) {
                out.emit(inner.current() * 10);
                Tasks.yieldNow();
                out.emit(inner.current() * 10 + 1);
            }
        });

        on(engine).loop().runUntilComplete(() -> {
            takeAll(outer);
            return 1;
        });

        assertThat(trace).containsExactly(10, 11, 20, 21, 30, 31);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void cancel_consumerInsideNestedGenerators_unwindsInsideOut(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<Integer> inner = AsyncIterator.of(out -> {
            try {
                await(engineTime.loop().createFuture());
            } finally {
                trace.add("inner");
            }
        });
        AsyncIterator<Integer> outer = AsyncIterator.of(out -> {
            try {
                inner.next();
            } finally {
                Tasks.yieldNow();
                trace.add("outer");
            }
        });
        Task<Boolean> consumer = engineTime.loop().createTask(outer::next);
        consumer.addDoneCallback(done -> trace.add("consumer"));
        engineTime.runReady();

        consumer.cancel();
        engineTime.runReady();

        assertThat(trace).containsExactly("inner", "outer", "consumer");
        assertThat(consumer.isCancelled()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void emit_ofTheOuterGeneratorFromANestedOne_isRefused(CoroutineEngine engine) {
        Throwable refused = Elsewhere.<Throwable>start(
                        "home",
                        () -> on(engine).loop().runUntilComplete(() -> {
                            Throwable[] caught = {null};
                            AsyncIterator<Integer> outer = AsyncIterator.of(outerOut -> {
                                AsyncIterator<Integer> inner = AsyncIterator.of(out -> {
                                    caught[0] = catchThrowable(() -> outerOut.emit(99));
                                    out.emit(1);
                                });
                                while (inner.next()) {
                                    outerOut.emit(inner.current());
                                }
                            });
                            trace.add(outer.next());
                            trace.add(outer.current());
                            trace.add(outer.next());
                            return caught[0];
                        }))
                .await(5);

        assertThat(refused).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(trace).containsExactly(true, 1, false);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_byOneTaskAfterTheOther_isPartOfWhicheverPulls(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Object> elements = AsyncIterator.of(out -> {
            for (; ; ) {
                out.emit(Tasks.current());
                Tasks.yieldNow();
                out.emit(Tasks.current());
            }
        });
        Coroutine<List<Object>> puller = () -> {
            List<Object> seen = new ArrayList<>();
            seen.add(Tasks.current());
            elements.next();
            seen.add(elements.current());
            elements.next();
            seen.add(elements.current());
            seen.add(Tasks.current());
            return seen;
        };

        Task<List<Object>> first = engineLoop.createTask(puller);
        List<Object> seenFirst = engineLoop.runUntilComplete(first);
        Task<List<Object>> second = engineLoop.createTask(puller);
        List<Object> seenSecond = engineLoop.runUntilComplete(second);

        assertThat(seenFirst).containsOnly(first);
        assertThat(seenSecond).containsOnly(second);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void locals_inside_areTheConsumers(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<String> elements = AsyncIterator.of(out -> {
            for (int i = 0; ; i++) {
                Tasks.yieldNow();
                String seen = USER.get();
                USER.set("set inside " + i);
                out.emit(seen);
            }
        });

        for (String name : List.of("ada", "bob")) {
            engineLoop.runUntilComplete(() -> {
                USER.set(name);
                elements.next();
                trace.add(elements.current());
                return trace.add(USER.get());
            });
        }

        assertThat(trace).containsExactly("ada", "set inside 0", "bob", "set inside 1");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void next_onAnotherLoop_isRefused(CoroutineEngine engine) {
        List<Object> seen = Elsewhere.<List<Object>>start("home", () -> {
                    AsyncIterator<Integer> elements = oneToThree();
                    EventLoop first = on(engine).loop();
                    EventLoop second =
                            EventLoop.builder().name("other").engine(engine).build();
                    List<Object> found = new ArrayList<>();
                    first.runUntilComplete(elements::next);
                    found.add(second.runUntilComplete(() -> catchThrowable(elements::next)));
                    found.add(second.runUntilComplete(() -> catchThrowable(elements::finish)));
                    first.runUntilComplete(() -> {
                        elements.next();
                        found.add(elements.current());
                        elements.finish();
                        return 1;
                    });
                    return found;
                })
                .await(5);

        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(seen.get(1)).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(seen.get(2)).isEqualTo(2);
        assertThat(trace).containsExactly("begins", "finally");
    }

    @Test
    void finishAll_none_isDoneAtOnce() {
        boolean done = loop.runUntilComplete(() -> {
            AsyncIterator<Integer> ended = oneToThree();
            takeAll(ended);
            AsyncIterator<Integer> unbegun = oneToThree();
            boolean before = AsyncIterator.finishAll(loop).isDone();
            return before && unbegun.next();
        });

        assertThat(done).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void finishAll_several_finishesThemSideBySide(CoroutineEngine engine) {
        VirtualEventLoop engineTime = on(engine);
        AsyncIterator<String> first = slowToFinish("first");
        AsyncIterator<String> second = slowToFinish("second");
        engineTime.loop().createTask(() -> {
            first.next();
            second.next();
            await(AsyncIterator.finishAll(engineTime.loop()));
            trace.add("finished");
            trace.add(first.next() || second.next());
            await(AsyncIterator.finishAll(engineTime.loop()));
            return trace.add("again");
        });

        engineTime.runReady();
        engineTime.advance(SECOND);

        assertThat(trace)
                .containsExactly(
                        "first cleans up",
                        "second cleans up",
                        "first cleaned up",
                        "second cleaned up",
                        "finished",
                        false,
                        "again");
        assertThat(reports).isEmpty();
    }

    @Test
    void finishAll_oneFails_reportsItAndFinishesTheOthers() {
        Exception failure = new Exception("clean-up failed");
        AsyncIterator<Integer> failing = AsyncIterator.of(named("rows", out -> {
            try {
                out.emit(1);
            } catch (CoroutineExit exit) {
                throw failure;
            }
        }));
        AsyncIterator<Integer> other = oneToThree();

        loop.runUntilComplete(() -> {
            failing.next();
            other.next();
            return await(AsyncIterator.finishAll(loop));
        });

        assertThat(trace).containsExactly("begins", "finally");
        assertThat(reports).singleElement().satisfies(context -> {
            assertThat(context.message())
                    .isEqualTo("an error occurred during closing of asynchronous generator"
                            + " <AsyncIterator of rows ended>");
            assertThat(context.exception()).isSameAs(failure);
            assertThat(context.details()).containsOnlyKeys("asyncgen").containsValue(failing);
        });
    }

    @Test
    void finishAll_oneInUse_reportsThatAndLeavesIt() {
        AsyncIterator<Integer> elements = AsyncIterator.of(named("rows", out -> {
            await(Tasks.sleep(SECOND));
            out.emit(1);
        }));
        Task<Boolean> consumer = loop.createTask(elements::next);
        consumer.setName("consumer");
        loop.createTask(() -> await(AsyncIterator.finishAll(loop)));

        time.advance(SECOND);

        assertThat(consumer.result()).isTrue();
        assertThat(elements.current()).isEqualTo(1);
        assertThat(reports)
                .singleElement()
                .satisfies(
                        context -> assertThat(context.exception())
                                .hasMessage(
                                        "aclose(): asynchronous generator is already running, in <Task pending name='consumer'>"));
    }

    @Test
    void runnerClose_generatorLeft_isFinishedAfterTheTasksAndBeforeTheClose() {
        try (Runner runner = new Runner(() -> loop)) {
            loop.onClose(closed -> trace.add("closed at " + loop.time()));
            runner.run(() -> {
                AsyncIterator<String> elements = slowToFinish("left over");
                elements.next();
                loop.createTask(() -> {
                    try {
                        return await(loop.<Integer>createFuture());
                    } finally {
                        await(Tasks.sleep(SECOND));
                        trace.add("task cleaned up");
                    }
                });
                return 1;
            });
        }

        assertThat(trace)
                .containsExactly(
                        "task cleaned up", "left over cleans up", "left over cleaned up", "closed at 2000000000");
        assertThat(reports).isEmpty();
    }

    private AsyncIterator<String> begin(EventLoop engineLoop, AsyncIterator<String> elements) {
        engineLoop.runUntilComplete(elements::next);
        return elements;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_withGrace_letsGeneratorsCleanUp(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        begin(engineLoop, slowToFinish("one"));
        begin(engineLoop, slowToFinish("two"));

        CloseReport report =
                engineLoop.shutdown(Duration.ofSeconds(2)).toCompletableFuture().join();

        assertThat(trace).containsExactly("one cleans up", "two cleans up", "one cleaned up", "two cleaned up");
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(reports).isEmpty();
    }

    @Test
    void shutdown_consumerInside_cancelsItAndItsGeneratorIsNotFinishedTwice() {
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                await(loop.createFuture());
            } finally {
                trace.add("finally");
            }
        });
        loop.createTask(elements::next);
        spin(loop);

        CloseReport report = loop.shutdown(SECOND, "test").toCompletableFuture().join();

        assertThat(trace).containsExactly("finally");
        assertThat(report.tasksCancelled()).isEqualTo(1);
        assertThat(reports).isEmpty();
    }

    @Test
    void shutdown_cleanUpBeyondTheGrace_isUnwound() {
        begin(loop, slowToFinish("slow"));

        CloseReport report =
                loop.shutdown(Duration.ofMillis(10)).toCompletableFuture().join();

        assertThat(trace).containsExactly("slow cleans up");
        assertThat(loop.time()).isEqualTo(10_000_000);
        assertThat(report.notUnwound()).isEmpty();
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_withoutGrace_letsGeneratorsTakeWhatIsReady(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        begin(engineLoop, slowToFinish("slow"));
        begin(engineLoop, AsyncIterator.of(out -> {
            try {
                out.emit("quick");
            } finally {
                Tasks.yieldNow();
                trace.add("quick cleaned up");
            }
        }));

        CloseReport report =
                engineLoop.shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(trace).containsExactly("slow cleans up", "quick cleaned up");
        assertThat(engineLoop.time()).isZero();
        assertThat(report.notUnwound()).isEmpty();
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_generatorSuspended_runsItsFinally(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Integer> elements = oneToThree();
        engineLoop.runUntilComplete(elements::next);

        engineLoop.close();

        assertThat(trace).containsExactly("begins", "finally");
        assertThat(reports).isEmpty();
        assertThat(Loops.report(engineLoop).notUnwound()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_generatorAwaitsInItsFinally_getsCoroutineExitThere(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        begin(engineLoop, AsyncIterator.of(out -> {
            try {
                out.emit("element");
            } finally {
                trace.add(catchThrowable(() -> await(engineLoop.createFuture())).getMessage());
                trace.add(catchThrowable(Tasks::yieldNow).getMessage());
            }
        }));

        engineLoop.close();

        assertThat(trace).containsExactly(CLOSING, CLOSING);
        assertThat(Loops.report(engineLoop).notUnwound()).isEmpty();
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_generatorUnwoundOutOfAnAwaitInItsFinally_isNotReported(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        begin(engineLoop, AsyncIterator.of(out -> {
            try {
                out.emit("element");
            } finally {
                trace.add("cleans up");
                await(engineLoop.createFuture());
                trace.add("cleaned up");
            }
        }));

        engineLoop.close();

        assertThat(trace).containsExactly("cleans up");
        assertThat(reports).isEmpty();
        assertThat(Loops.report(engineLoop).notUnwound()).isEmpty();
    }

    @Test
    void close_generatorSleepsInItsFinally_isNotReported() {
        begin(loop, slowToFinish("slow"));

        loop.close();

        assertThat(trace).containsExactly("slow cleans up");
        assertThat(reports).isEmpty();
    }

    @Test
    void close_generatorFailsInItsFinally_isReported() {
        IllegalStateException failure = new IllegalStateException("clean-up failed");
        begin(loop, AsyncIterator.of(named("rows", out -> {
            try {
                out.emit("element");
            } finally {
                trace.add("finally");
                throwIt(failure);
            }
        })));

        loop.close();

        assertThat(trace).containsExactly("finally");
        assertThat(reports).singleElement().satisfies(context -> {
            assertThat(context.message())
                    .isEqualTo("an error occurred during closing of asynchronous generator"
                            + " <AsyncIterator of rows ended>");
            assertThat(context.exception()).isSameAs(failure);
        });
    }

    private static void throwIt(RuntimeException failure) {
        throw failure;
    }

    private static void swallowForEver() {
        for (; ; ) {
            try {
                Tasks.yieldNow();
            } catch (CoroutineExit swallowed) {
                // and again
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_generatorSwallowsItsExit_isGivenUpAndNamed(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        begin(engineLoop, AsyncIterator.of(named("stubborn", out -> {
            try {
                out.emit("element");
            } finally {
                swallowForEver();
            }
        })));
        begin(engineLoop, AsyncIterator.of(named("other", out -> {
            try {
                out.emit("element");
            } finally {
                trace.add("the other is unwound");
            }
        })));

        engineLoop.close();

        assertThat(trace).containsExactly("the other is unwound");
        assertThat(Loops.report(engineLoop).notUnwound()).containsExactly("<AsyncIterator of stubborn running>");
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_consumerInsideAGenerator_unwindsBoth(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Integer> elements = AsyncIterator.of(out -> {
            try {
                await(engineLoop.createFuture());
            } finally {
                trace.add("body");
            }
        });
        engineLoop.createTask(() -> {
            try {
                return elements.next();
            } finally {
                trace.add("consumer");
            }
        });
        spin(engineLoop);

        engineLoop.close();

        assertThat(trace).containsExactly("body", "consumer");
        assertThat(reports).isEmpty();
        assertThat(Loops.report(engineLoop).notUnwound()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_consumerInsideAGeneratorThatSwallowsItsExit_namesTheTaskAndReportsNothing(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Integer> elements = AsyncIterator.of(named("stubborn", out -> swallowForEver()));
        engineLoop.createTask(elements::next).setName("consumer");
        spin(engineLoop);

        engineLoop.close();

        assertThat(Loops.report(engineLoop).notUnwound()).containsExactly("consumer");
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_consumerFinishesItsGeneratorInAFinally_unwindsBoth(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<Integer> elements = oneToThree();
        engineLoop.createTask(() -> {
            elements.next();
            try {
                return await(engineLoop.<Integer>createFuture());
            } finally {
                elements.finish();
                trace.add("consumer");
            }
        });
        spin(engineLoop);

        engineLoop.close();

        assertThat(trace).containsExactly("begins", "finally", "consumer");
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_nestedGeneratorsSuspended_finishesTheInnerOnce(CoroutineEngine engine) {
        EventLoop engineLoop = on(engine).loop();
        AsyncIterator<String> inner = AsyncIterator.of(out -> {
            try {
                out.emit("element");
            } finally {
                trace.add("inner");
            }
        });
        begin(engineLoop, AsyncIterator.of(out -> {
            try {
                while (inner.next()) {
                    out.emit(inner.current());
                }
            } finally {
                inner.finish();
                trace.add("outer");
            }
        }));

        engineLoop.close();

        assertThat(trace).containsExactly("inner", "outer");
        assertThat(reports).isEmpty();
        assertThat(Loops.report(engineLoop).notUnwound()).isEmpty();
    }
}
