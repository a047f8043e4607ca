package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 10 of the semantics, rule by rule. */
class LoopLocalTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final LoopLocal<String> USER = LoopLocal.withDefault("nobody");
    private static final LoopLocal<String> NOTE = LoopLocal.create();

    private final List<Object> trace = new ArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(builder());
    private final EventLoop loop = time.loop();

    private EventLoop.Builder builder() {
        return EventLoop.builder()
                .name("api")
                .exceptionHandler(
                        (of, context) -> reports.add(context.exception().getMessage() + ", user=" + USER.get()));
    }

    @AfterEach
    void forgetTheTestsOwnValues() {
        USER.remove();
        NOTE.remove();
    }

    private void see() {
        trace.add(USER.get());
    }

    /** Every way for a callback or a body into a loop. */
    enum Way {
        CALL_SOON {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.callSoon(action);
            }
        },
        CALL_SOON_THREADSAFE {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.callSoonThreadsafe(action);
            }
        },
        CALL_LATER {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.callLater(Duration.ofSeconds(1), action);
            }
        },
        CALL_AT {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.callAt(loop.time() + 1, action);
            }
        },
        EXECUTE {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.execute(action);
            }
        },
        CREATE_TASK {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.createTask(() -> run(action));
            }
        },
        SUBMIT {
            @Override
            void register(EventLoop loop, Runnable action) {
                loop.submit(() -> run(action));
            }
        },
        DONE_CALLBACK {
            @Override
            void register(EventLoop loop, Runnable action) {
                LoopFuture<Integer> future = loop.createFuture();
                future.addDoneCallback(done -> action.run());
                loop.callLater(Duration.ofSeconds(1), () -> {
                    USER.set("the completer");
                    future.setResult(1);
                });
            }
        },
        DONE_CALLBACK_OF_A_DONE_FUTURE {
            @Override
            void register(EventLoop loop, Runnable action) {
                LoopFuture<Integer> future = loop.createFuture();
                future.setResult(1);
                future.addDoneCallback(done -> action.run());
            }
        },
        DONE_CALLBACK_OF_A_TASK {
            @Override
            void register(EventLoop loop, Runnable action) {
                Task<Integer> task = loop.createTask(() -> {
                    USER.set("the task");
                    Tasks.yieldNow();
                    return 1;
                });
                task.addDoneCallback(done -> action.run());
            }
        };

        abstract void register(EventLoop loop, Runnable action);

        static boolean run(Runnable action) {
            action.run();
            return true;
        }
    }

    private void runAll() {
        while (time.advanceToNextTimer()) {
            // until no timer is left
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void get_inACallbackOrBody_isTheValueOfItsRegistration(Way way) {
        USER.set("ada");
        way.register(loop, this::see);
        USER.set("bob");

        runAll();

        assertThat(trace).containsExactly("ada");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void get_registeredInsideACallback_isThatCallbacksValueThen(Way way) {
        loop.callSoon(() -> {
            USER.set("ada");
            way.register(loop, this::see);
            USER.set("bob");
        });

        runAll();

        assertThat(trace).containsExactly("ada");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void get_registeredInsideATask_isThatTasksValueThen(Way way) {
        loop.createTask(() -> {
            USER.set("ada");
            way.register(loop, this::see);
            USER.set("bob");
            return 1;
        });

        runAll();

        assertThat(trace).containsExactly("ada");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void set_inACallbackOrBody_isSeenNowhereElse(Way way) {
        USER.set("ada");
        way.register(loop, () -> USER.set("bob"));
        way.register(loop, this::see);

        runAll();

        assertThat(trace).containsExactly("ada");
        assertThat(USER.get()).isEqualTo("ada");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void set_whereNothingWasSet_isSeenNowhereElse(Way way) {
        way.register(loop, () -> USER.set("bob"));
        way.register(loop, this::see);
        runAll();
        way.register(loop, this::see);

        runAll();

        assertThat(trace).containsExactly("nobody", "nobody");
        assertThat(USER.get()).isEqualTo("nobody");
    }

    @Test
    void get_postedFromAnotherThread_isThePostersValue() {
        USER.set("home");
        Elsewhere.run("poster", () -> {
            USER.set("poster");
            loop.callSoonThreadsafe(this::see);
            loop.execute(this::see);
            loop.submit(() -> trace.add("submitted by " + USER.get()));
        });

        time.runReady();

        assertThat(trace).containsExactly("poster", "poster", "submitted by poster");
    }

    @Test
    void get_onAPlainThread_isThatThreadsOwn() {
        USER.set("mine");

        Elsewhere.run("other", () -> {
            see();
            USER.set("other");
            see();
            USER.remove();
            see();
        });

        see();
        assertThat(trace).containsExactly("nobody", "other", "nobody", "mine");
    }

    @Test
    void runUntilComplete_main_hasTheCallersValuesAndLeavesThemAlone() {
        USER.set("ada");

        loop.runUntilComplete(() -> {
            see();
            USER.set("bob");
            return 1;
        });

        see();
        assertThat(trace).containsExactly("ada", "ada");
    }

    @Test
    void run_main_hasTheCallersValuesAndLeavesThemAlone() {
        USER.set("ada");

        EventLoops.run(
                () -> {
                    see();
                    USER.set("bob");
                    return 1;
                },
                EventLoop::create);

        see();
        assertThat(trace).containsExactly("ada", "ada");
    }

    @Test
    void get_nothingSet_isTheDefaultOrNull() {
        assertThat(USER.get()).isEqualTo("nobody");
        assertThat(NOTE.get()).isNull();
    }

    @Test
    void withDefault_null_isRefusedByName() {
        assertThatThrownBy(() -> LoopLocal.withDefault(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("value");
    }

    @Test
    void set_null_isAValueOfItsOwn() {
        NOTE.set("note");
        loop.callSoon(() -> trace.add("captured " + NOTE.get()));
        NOTE.set(null);
        loop.callSoon(() -> trace.add("captured " + NOTE.get()));

        time.runReady();

        assertThat(NOTE.get()).isNull();
        assertThat(trace).containsExactly("captured note", "captured null");
    }

    @Test
    void remove_oneOfSeveral_keepsTheOthers() {
        List<LoopLocal<Integer>> locals =
                IntStream.range(0, 4).mapToObj(LoopLocal::withDefault).toList();
        loop.callSoon(() -> {
            locals.forEach(local -> local.set(100 + locals.indexOf(local)));
            locals.get(1).remove();
            locals.get(1).remove();
            locals.get(3).remove();
            locals.forEach(local -> trace.add(local.get()));
            locals.get(0).set(7);
            locals.forEach(local -> trace.add(local.get()));
        });

        time.runReady();

        assertThat(trace).containsExactly(100, 1, 102, 3, 7, 1, 102, 3);
    }

    @Test
    void remove_inATask_isSeenByWhatItCreatesAndNowhereElse() {
        USER.set("ada");
        loop.createTask(() -> {
            USER.remove();
            loop.callSoon(this::see);
            return 1;
        });

        time.runReady();

        see();
        assertThat(trace).containsExactly("nobody", "ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void set_inATask_isKeptFromStepToStep(CoroutineEngine engine) {
        try (VirtualEventLoop engineTime = VirtualEventLoop.create(builder().engine(engine))) {
            EventLoop engineLoop = engineTime.loop();
            for (String name : List.of("ada", "bob", "eve")) {
                engineLoop.createTask(() -> {
                    USER.set(name);
                    Tasks.yieldNow();
                    trace.add(name + " is " + USER.get());
                    await(Tasks.sleep(Duration.ofSeconds(1)));
                    trace.add(name + " is " + USER.get());
                    LoopFuture<Integer> woken = engineLoop.createFuture();
                    engineLoop.callSoon(() -> {
                        USER.set("the waker");
                        woken.setResult(1);
                    });
                    await(woken);
                    return trace.add(name + " is " + USER.get());
                });
            }

            engineTime.advance(Duration.ofSeconds(2));

            assertThat(trace)
                    .containsExactly(
                            "ada is ada",
                            "bob is bob",
                            "eve is eve",
                            "ada is ada",
                            "bob is bob",
                            "eve is eve",
                            "ada is ada",
                            "bob is bob",
                            "eve is eve");
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void set_inATaskThatEnds_isNotSeenByTheNextOnTheSameStack(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();

        for (int i = 0; i < 3; i++) {
            engineLoop.runUntilComplete(() -> {
                see();
                USER.set("left over");
                engineLoop.callSoon(() -> USER.set("left over by a callback"));
                Tasks.yieldNow();
                return 1;
            });
            engineLoop.createTask(() -> {
                USER.set("left over too");
                return 1;
            });
            engineLoop.createTask(() -> trace.add("task: " + USER.get()));
        }
        engineLoop.runUntilComplete(() -> 1);

        assertThat(trace).containsExactly("nobody", "task: nobody", "nobody", "task: nobody", "nobody", "task: nobody");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void cancel_fromElsewhere_cleansUpWithTheTasksValues(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        Task<String> task = engineLoop.createTask(() -> {
            USER.set("the task");
            try {
                return await(engineLoop.<String>createFuture());
            } finally {
                see();
                Tasks.yieldNow();
                see();
            }
        });

        engineLoop.runUntilComplete(() -> {
            USER.set("the canceller");
            Tasks.yieldNow();
            task.cancel();
            return catchThrowable(() -> await(task));
        });

        assertThat(trace).containsExactly("the task", "the task");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_suspendedTask_unwindsWithItsValues(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        USER.set("creator");
        engineLoop.createTask(() -> {
            USER.set("the task");
            try {
                return await(engineLoop.<String>createFuture());
            } finally {
                see();
            }
        });
        engineLoop.stop();
        engineLoop.runForever();

        engineLoop.close();

        see();
        assertThat(trace).containsExactly("the task", "creator");
    }

    private record Told(Runnable told) implements LoopRunnable {
        @Override
        public void run() {
            throw new AssertionError("ran");
        }

        @Override
        public void onAbandoned(LoopClosedException closed) {
            told.run();
        }
    }

    @Test
    void onAbandoned_always_hasTheValuesOfTheRegistration() {
        USER.set("ada");
        loop.callSoon(new Told(this::see));
        loop.callLater(Duration.ofHours(1), new Told(this::see));
        loop.execute(new Told(this::see));
        USER.set("bob");

        loop.close();

        assertThat(trace).containsExactly("ada", "ada", "ada");
        assertThat(Loops.report(loop).callbacksAbandoned()).isEqualTo(2);
    }

    @Test
    void onAbandoned_afterACallbackThatSetAValue_doesNotSeeIt() {
        loop.callSoon(() -> {
            USER.set("the last callback");
            loop.stop();
        });
        loop.callSoon(() -> Elsewhere.run("poster", () -> loop.callSoonThreadsafe(new Told(this::see))));
        loop.callSoon(() -> USER.set("the very last callback"));
        loop.runForever();

        loop.close();

        assertThat(trace).containsExactly("nobody");
    }

    @Test
    void onClose_afterACallbackThatSetAValue_doesNotSeeIt() {
        loop.onClose(closed -> see());
        loop.callSoon(() -> {
            USER.set("the last callback");
            loop.stop();
        });
        loop.runForever();

        loop.close();

        assertThat(trace).containsExactly("nobody");
    }

    @Test
    void onClose_afterAListenerThatSetAValue_doesNotSeeIt() {
        loop.onClose(closed -> USER.set("the first listener"));
        loop.onClose(closed -> see());
        loop.callSoon(new Told(() -> {
            see();
            USER.set("the first abandoned");
        }));
        loop.callSoon(new Told(this::see));

        loop.close();

        assertThat(trace).containsExactly("nobody", "nobody", "nobody");
    }

    @Test
    void doneCallback_atTheCloseAfterOneThatSetAValue_doesNotSeeIt() {
        Task<String> task = loop.createTask(() -> await(loop.<String>createFuture()));
        task.addDoneCallback(done -> USER.set("the first"));
        task.addDoneCallback(done -> see());
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("nobody");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void createEagerTask_inACallback_copiesItsValuesAndLeavesThem(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        engineLoop.callSoon(() -> {
            USER.set("ada");
            Tasks.createEagerTask(() -> {
                see();
                USER.set("bob");
                Tasks.yieldNow();
                see();
                return 1;
            });
            see();
        });

        for (int i = 0; i < 2; i++) {
            engineLoop.stop();
            engineLoop.runForever();
        }

        assertThat(trace).containsExactly("ada", "ada", "bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void createEagerTask_inATask_copiesItsValuesAndLeavesThem(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();

        engineLoop.runUntilComplete(() -> {
            USER.set("ada");
            Task<Integer> eager = Tasks.createEagerTask(() -> {
                see();
                USER.set("bob");
                Tasks.yieldNow();
                see();
                return 1;
            });
            see();
            return await(eager);
        });

        assertThat(trace).containsExactly("ada", "ada", "bob");
    }

    @Test
    void doneCallback_pendingAtTheClose_hasTheValuesOfTheRegistration() {
        Task<String> task = loop.createTask(() -> await(loop.<String>createFuture()));
        USER.set("ada");
        task.addDoneCallback(done -> see());
        USER.set("bob");
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("ada");
    }

    @Test
    void removeDoneCallback_registeredWithAndWithoutValues_removesAll() {
        LoopFuture<Integer> future = loop.createFuture();
        Consumer<LoopFuture<Integer>> callback = done -> see();
        future.addDoneCallback(callback);
        USER.set("ada");
        future.addDoneCallback(callback);
        future.addDoneCallback(done -> trace.add("kept"));
        USER.set("bob");

        assertThat(future.removeDoneCallback(callback)).isEqualTo(2);
        assertThat(future.removeDoneCallback(callback)).isZero();
        future.setResult(1);
        time.runReady();

        assertThat(trace).containsExactly("kept");
    }

    @Test
    void exceptionHandler_ofAFailingCallback_seesTheCallbacksValues() {
        USER.set("ada");
        loop.callSoon(() -> {
            USER.set("bob");
            throw new IllegalStateException("failing");
        });
        USER.remove();
        loop.callSoon(() -> {
            USER.set("eve");
            throw new IllegalStateException("failing");
        });

        time.runReady();

        assertThat(reports).containsExactly("failing, user=bob", "failing, user=eve");
    }

    @Test
    void exceptionHandler_ofAFailingCallbackInDebugMode_seesTheCallbacksValues() {
        VirtualEventLoop debugged = VirtualEventLoop.create(builder().debug(true));
        USER.set("ada");
        debugged.loop().callSoon(() -> {
            USER.set("bob");
            throw new IllegalStateException("failing");
        });
        USER.remove();

        debugged.runReady();

        assertThat(reports).containsExactly("failing, user=bob");
    }

    @Test
    void toString_ofACallbackWithValues_isTheCallbacksOwn() {
        USER.set("ada");

        assertThat(loop.callSoon(new Runnable() {
                    @Override
                    public void run() {}

                    @Override
                    public String toString() {
                        return "work";
                    }
                }))
                .hasToString("<Handle work>");
    }

    @Test
    void callback_inAContext_seesAndKeepsItsValues() {
        USER.set("ada");
        LoopContext context = LoopContext.copyOfCurrent();
        USER.set("the registrar");

        loop.callSoon(context.callback(() -> {
            see();
            USER.set("bob");
        }));
        loop.callLater(Duration.ofSeconds(1), context.callback(this::see));
        loop.callSoon(this::see);
        runAll();

        assertThat(trace).containsExactly("ada", "the registrar", "bob");
        assertThat(context.get(USER)).isEqualTo("bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_inAContext_sharesItWithCallbacksAndOtherBodies(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        LoopContext context = LoopContext.copyOfCurrent();
        engineLoop.createTask(context.body(() -> {
            USER.set("first");
            Tasks.yieldNow();
            see();
            USER.set("first again");
            return 1;
        }));
        engineLoop.callSoon(context.callback(() -> {
            see();
            USER.set("callback");
        }));
        Task<Integer> last = engineLoop.createTask(context.body(() -> {
            see();
            USER.set("second");
            Tasks.yieldNow();
            see();
            return 1;
        }));

        engineLoop.runUntilComplete(last);

        assertThat(trace).containsExactly("first", "callback", "second", "first again");
        assertThat(context.get(USER)).isEqualTo("first again");
        assertThat(USER.get()).isEqualTo("nobody");
    }

    @Test
    void body_inAContextThroughSubmit_worksInIt() {
        LoopContext context = LoopContext.copyOfCurrent();
        Task<Integer> task = loop.submit(context.body(() -> {
            USER.set("ada");
            return 1;
        }));

        loop.runUntilComplete(task);

        assertThat(context.get(USER)).isEqualTo("ada");
    }

    @Test
    void body_inAContextAsARunnersMain_worksInIt() {
        LoopContext context = LoopContext.copyOfCurrent();

        try (Runner runner = new Runner(EventLoop::create)) {
            runner.run(context.body(() -> {
                USER.set("ada");
                return 1;
            }));
        }

        assertThat(context.get(USER)).isEqualTo("ada");
    }

    @Test
    void run_ofOneRunner_sharesOneContext() {
        USER.set("ada");
        try (Runner runner = new Runner(EventLoop::create)) {
            runner.run(() -> {
                see();
                USER.set("bob");
                return 1;
            });
            USER.set("too late");
            runner.run(() -> {
                see();
                return 1;
            });
        }

        see();
        assertThat(trace).containsExactly("ada", "bob", "too late");
    }

    @Test
    void copy_ofAContext_isSeparate() {
        USER.set("ada");
        LoopContext context = LoopContext.copyOfCurrent();
        LoopContext copy = context.copy();

        copy.run(() -> USER.set("bob"));

        assertThat(context.get(USER)).isEqualTo("ada");
        assertThat(copy.get(USER)).isEqualTo("bob");
        assertThat(USER.get()).isEqualTo("ada");
    }

    @Test
    void run_throwing_keepsWhatWasSetAndLeaves() {
        LoopContext context = LoopContext.copyOfCurrent();

        assertThatThrownBy(() -> context.run(() -> {
                    USER.set("ada");
                    throw new IllegalStateException("failing");
                }))
                .hasMessage("failing");

        assertThat(USER.get()).isEqualTo("nobody");
        assertThat(context.get(USER)).isEqualTo("ada");
        context.run(this::see);
        assertThat(trace).containsExactly("ada");
    }

    @Test
    void run_insideItself_sharesItsValues() {
        LoopContext context = LoopContext.copyOfCurrent();

        context.run(() -> {
            USER.set("ada");
            context.run(() -> {
                see();
                USER.set("bob");
            });
            see();
        });

        assertThat(context.get(USER)).isEqualTo("bob");
        assertThat(trace).containsExactly("ada", "bob");
    }

    @Test
    void run_insideATaskOfTheSameContext_sharesItsValues() {
        LoopContext context = LoopContext.copyOfCurrent();

        loop.runUntilComplete(context.body(() -> {
            context.run(() -> USER.set("ada"));
            see();
            return 1;
        }));

        assertThat(trace).containsExactly("ada");
    }

    @Test
    void run_insideAnotherContext_comesBackToIt() {
        LoopContext outer = LoopContext.copyOfCurrent();
        LoopContext inner = LoopContext.copyOfCurrent();

        outer.run(() -> {
            USER.set("outer");
            inner.run(() -> {
                see();
                USER.set("inner");
            });
            see();
        });

        assertThat(trace).containsExactly("nobody", "outer");
        assertThat(inner.get(USER)).isEqualTo("inner");
    }

    @Test
    void get_ofAContextFromInside_isTheValueJustSet() {
        LoopContext context = LoopContext.copyOfCurrent();

        context.run(() -> {
            USER.set("ada");
            trace.add(context.get(USER));
            trace.add(context.copy().get(USER));
        });

        assertThat(trace).containsExactly("ada", "ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_inAContextThatIsEnteredElsewhere_sharesItsValues(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        LoopContext context = LoopContext.copyOfCurrent();

        context.run(() -> engineLoop.runUntilComplete(() -> {
            USER.set("main");
            engineLoop.createTask(context.body(() -> {
                USER.set("task");
                return 1;
            }));
            Tasks.yieldNow();
            see();
            return 1;
        }));

        assertThat(trace).containsExactly("main");
        assertThat(context.get(USER)).isEqualTo("task");
    }

    @Test
    void callback_inAContextThatIsEnteredElsewhere_sharesItsValues() {
        LoopContext context = LoopContext.copyOfCurrent();

        context.run(() -> {
            loop.callSoon(context.callback(() -> USER.set("ada")));
            time.runReady();
            see();
        });

        assertThat(trace).containsExactly("ada");
    }

    @Test
    void get_ofATaskAnotherThreadWaitsFor_isThePosters() throws ExecutionException, InterruptedException {
        Loops.whileRunning(EventLoop.create(), running -> {
            USER.set("poster");
            Task<String> task = running.submit(() -> {
                Tasks.yieldNow();
                return USER.get();
            });
            USER.set("changed");

            trace.add(catchThrowable(() -> trace.add(task.get())));
        });

        assertThat(trace).containsExactly("poster", null);
    }
}
