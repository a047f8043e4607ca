package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 9 of the semantics: a thread's interrupt is asyncio's Ctrl-C; then how a run ends. */
class RunnerInterruptTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final long PATIENCE_SECONDS = 5;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String CANCELLED = "main was cancelled: its thread \"home\" was interrupted";
    private static final String LEFT = "main was left unfinished: its thread \"home\" was interrupted";

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;

    static Stream<CoroutineEngine> enginesThatSwitchThreads() {
        return Loops.engines().filter(engine -> engine != CoroutineEngine.AUTO && engine != CoroutineEngine.DIRECT);
    }

    @AfterEach
    void endWhatSpins() {
        over = true;
    }

    /** What a run gave, and whether the flag was up then. */
    private record Outcome(Object given, boolean interrupted) {}

    /** What {@code main} does with the runner's own thread at hand. */
    @FunctionalInterface
    private interface Main {
        Object run(EventLoop loop, Thread home) throws Exception;
    }

    private static Outcome outcomeOf(Runner runner, Main main) {
        Thread home = Thread.currentThread();
        Object[] given = {null};
        Throwable thrown =
                catchThrowable(() -> given[0] = runner.<Object>run(() -> main.run(EventLoops.getRunningLoop(), home)));
        return new Outcome(thrown == null ? given[0] : thrown, Thread.interrupted());
    }

    private static Outcome run(CoroutineEngine engine, Main main) {
        return runs(engine, main).get(0);
    }

    /** One after the other in one runner, on the thread "home". */
    private static List<Outcome> runs(CoroutineEngine engine, Main... mains) {
        return Elsewhere.<List<Outcome>>start("home", () -> {
                    List<Outcome> outcomes = new ArrayList<>();
                    try (Runner runner = new Runner(() -> Loops.on(engine))) {
                        for (Main main : mains) {
                            outcomes.add(outcomeOf(runner, main));
                        }
                    }
                    return outcomes;
                })
                .await(PATIENCE_SECONDS);
    }

    private static Object never(EventLoop loop) {
        return await(loop.<Object>createFuture());
    }

    private static void assertCancelled(Outcome outcome) {
        assertThat((Throwable) outcome.given())
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage(CANCELLED)
                .hasCauseExactlyInstanceOf(CancelledError.class);
        assertThat(outcome.interrupted()).isTrue();
    }

    private static void interruptNow(Thread thread) {
        Elsewhere.start("interrupter", () -> {
            thread.interrupt();
            return true;
        });
    }

    /** Interrupts {@code thread} once it is parked for a time, as a loop is that sleeps until a timer. */
    private static void interruptOnceAsleep(Thread thread) {
        Elsewhere.start("interrupter", () -> {
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedWhileTheLoopSleeps_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            interruptOnceAsleep(home);
            try {
                return await(Tasks.sleep(HOUR));
            } finally {
                trace.add("finally");
            }
        });

        assertCancelled(outcome);
        assertThat(trace).containsExactly("finally");
    }

    private void spinUntilOver(EventLoop loop) {
        if (!over) {
            loop.callSoon(() -> spinUntilOver(loop));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedWhileCallbacksSpin_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            spinUntilOver(loop);
            interruptNow(home);
            return never(loop);
        });

        assertCancelled(outcome);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedByACallback_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            loop.callSoon(() -> Thread.currentThread().interrupt());
            return never(loop);
        });

        assertCancelled(outcome);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedByACoroutine_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            home.interrupt();
            return never(loop);
        });

        assertCancelled(outcome);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedWhileACoroutineBlocks_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            loop.createTask(() -> {
                CountDownLatch interrupted = new CountDownLatch(1);
                Elsewhere.start("interrupter", () -> {
                    while (home.getState() != Thread.State.WAITING && home.getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                    }
                    home.interrupt();
                    interrupted.countDown();
                    return true;
                });
                interrupted.await();
                return trace.add("not disturbed");
            });
            return never(loop);
        });

        assertCancelled(outcome);
        assertThat(trace).containsExactly("not disturbed");
    }

    /** Not DIRECT: there the thread that is interrupted is mounted and unmounted all the time, and may miss it. */
    @ParameterizedTest
    @MethodSource("enginesThatSwitchThreads")
    void run_interruptedWhileCoroutinesPassTheTurnOn_cancelsMain(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            for (int i = 0; i < 2; i++) {
                loop.createTask(() -> {
                    while (!over) {
                        Tasks.yieldNow();
                    }
                    return 1;
                });
            }
            interruptNow(home);
            return never(loop);
        });

        assertCancelled(outcome);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedBefore_cancelsMainAtItsFirstAwait(CoroutineEngine engine) {
        Outcome outcome = Elsewhere.<Outcome>start("home", () -> {
                    try (Runner runner = new Runner(() -> Loops.on(engine))) {
                        Thread.currentThread().interrupt();
                        return outcomeOf(runner, (loop, home) -> never(loop));
                    }
                })
                .await(PATIENCE_SECONDS);

        assertCancelled(outcome);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_mainHandlesTheInterrupt_returnsNormally(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            loop.callSoon(home::interrupt);
            try {
                return never(loop);
            } catch (CancelledError interrupted) {
                Tasks.yieldNow();
                return "handled";
            }
        });

        assertThat(outcome).isEqualTo(new Outcome("handled", false));
    }

    @Test
    void run_mainAnswersTheInterruptWithAnError_throwsThat() {
        Exception failure = new Exception("answer");

        Outcome outcome = run(CoroutineEngine.AUTO, (loop, home) -> {
            loop.callSoon(home::interrupt);
            try {
                return never(loop);
            } catch (CancelledError interrupted) {
                throw failure;
            }
        });

        assertThat(outcome).isEqualTo(new Outcome(failure, false));
    }

    @Test
    void run_mainCancelledByAnother_throwsCancelledError() {
        Outcome outcome = run(CoroutineEngine.AUTO, (loop, home) -> {
            Task<?> main = Tasks.current();
            loop.callSoon(() -> main.cancel("by another"));
            return never(loop);
        });

        assertThat((Throwable) outcome.given())
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("by another");
        assertThat(outcome.interrupted()).isFalse();
    }

    @Test
    void run_mainCancelledByAnotherAndInterrupted_throwsCancelledError() {
        Outcome outcome = run(CoroutineEngine.AUTO, (loop, home) -> {
            Task<?> main = Tasks.current();
            loop.callSoon(() -> {
                home.interrupt();
                loop.callSoon(() -> loop.callSoon(() -> main.cancel("by another")));
            });
            try {
                return never(loop);
            } finally {
                Tasks.yieldNow();
                Tasks.yieldNow();
                Tasks.yieldNow();
            }
        });

        assertThat((Throwable) outcome.given()).isExactlyInstanceOf(CancelledError.class);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedTwice_leavesMainAndTheCloseUnwindsIt(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            interruptOnceAsleep(home);
            try {
                return await(Tasks.sleep(HOUR));
            } catch (CancelledError first) {
                interruptOnceAsleep(home);
                return await(Tasks.sleep(HOUR));
            } finally {
                trace.add("unwound, closed=" + loop.isClosed());
            }
        });

        assertThat((Throwable) outcome.given())
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage(LEFT)
                .cause()
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop stopped before Future completed.");
        assertThat(outcome.interrupted()).isTrue();
        assertThat(trace).containsExactly("unwound, closed=false");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedOnceAndStopped_saysThatItWasStopped(CoroutineEngine engine) {
        Outcome outcome = run(engine, (loop, home) -> {
            interruptOnceAsleep(home);
            try {
                return await(Tasks.sleep(HOUR));
            } catch (CancelledError first) {
                loop.stop();
                return await(Tasks.sleep(HOUR));
            }
        });

        assertThat((Throwable) outcome.given())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop stopped before Future completed.");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_afterMainWasLeft_letsItGoOn(CoroutineEngine engine) {
        List<LoopFuture<Object>> gate = new ArrayList<>();

        List<Outcome> outcomes = runs(
                engine,
                (loop, home) -> {
                    gate.add(loop.createFuture());
                    loop.callSoon(home::interrupt);
                    try {
                        return never(loop);
                    } catch (CancelledError first) {
                        loop.callSoon(home::interrupt);
                        trace.add("first main got " + await(gate.get(0)));
                        return 1;
                    }
                },
                (loop, home) -> {
                    gate.get(0).setResult("it");
                    Tasks.yieldNow();
                    return "second main";
                });

        assertThat((Throwable) outcomes.get(0).given()).hasMessage(LEFT);
        assertThat(outcomes.get(1)).isEqualTo(new Outcome("second main", false));
        assertThat(trace).containsExactly("first main got it");
    }

    @Test
    void run_interruptedAsMainEnds_keepsTheFlag() {
        Outcome outcome = run(CoroutineEngine.AUTO, (loop, home) -> {
            loop.callSoon(home::interrupt);
            return "ended";
        });

        assertThat(outcome).isEqualTo(new Outcome("ended", true));
    }

    @Test
    void run_afterAnInterruptAtTheEndOfTheOneBefore_isNotStopped() {
        List<Outcome> outcomes = runs(
                CoroutineEngine.AUTO,
                (loop, home) -> {
                    loop.callSoon(home::interrupt);
                    try {
                        return never(loop);
                    } catch (CancelledError first) {
                        loop.callSoon(home::interrupt);
                        return "first";
                    }
                },
                (loop, home) -> {
                    Tasks.yieldNow();
                    Tasks.yieldNow();
                    return "second";
                });

        assertThat(outcomes).extracting(Outcome::given).containsExactly("first", "second");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_afterAnInterruptedOne_isNotInterrupted(CoroutineEngine engine) {
        List<Outcome> outcomes = runs(
                engine,
                (loop, home) -> {
                    loop.callSoon(home::interrupt);
                    return never(loop);
                },
                (loop, home) -> {
                    Tasks.yieldNow();
                    return "second";
                });

        assertCancelled(outcomes.get(0));
        assertThat(outcomes.get(1)).isEqualTo(new Outcome("second", false));
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void eventLoopsRun_interrupted_closesInOrderAndKeepsTheFlag(CoroutineEngine engine) {
        Outcome outcome = Elsewhere.<Outcome>start("home", () -> {
                    Thread home = Thread.currentThread();
                    Throwable thrown = catchThrowable(() -> EventLoops.<Object>run(
                            () -> {
                                EventLoop loop = EventLoops.getRunningLoop();
                                loop.onClose(closed -> trace.add("closed"));
                                loop.createTask(() -> {
                                    try {
                                        return never(loop);
                                    } finally {
                                        Tasks.yieldNow();
                                        trace.add("leftover unwound");
                                    }
                                });
                                loop.callSoon(home::interrupt);
                                return never(loop);
                            },
                            () -> Loops.on(engine)));
                    return new Outcome(thrown, Thread.interrupted());
                })
                .await(PATIENCE_SECONDS);

        assertCancelled(outcome);
        assertThat(trace).containsExactly("leftover unwound", "closed");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void runForever_interruptedByACoroutine_keepsTheFlag(CoroutineEngine engine) {
        boolean interrupted = Elsewhere.<Boolean>start("home", () -> {
                    Thread home = Thread.currentThread();
                    EventLoop loop = Loops.on(engine);
                    loop.createTask(() -> {
                        home.interrupt();
                        Tasks.yieldNow();
                        loop.stop();
                        return 1;
                    });
                    loop.runForever();
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(interrupted).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void runForever_interruptedInACallback_keepsTheFlagAndGoesOn(CoroutineEngine engine) {
        boolean interrupted = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    loop.callSoon(() -> {
                        Thread.currentThread().interrupt();
                        loop.createTask(() -> {
                            Tasks.yieldNow();
                            await(Tasks.sleep(Duration.ofNanos(1)));
                            loop.stop();
                            return trace.add("went on");
                        });
                    });
                    loop.runForever();
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(interrupted).isTrue();
        assertThat(trace).containsExactly("went on");
    }

    @Test
    void run_interruptedBeforeARefusedAwait_cancelsMainOnce() {
        assumeTrue(Loops.engines().anyMatch(offered -> offered == CoroutineEngine.DIRECT), "needs JDK 21");

        Outcome outcome = run(CoroutineEngine.DIRECT, (loop, home) -> {
            home.interrupt();
            EngineEdgesTest.Place.NATIVE_FRAME.run(() -> trace.add(catchThrowable(Tasks::yieldNow)));
            return never(loop);
        });

        assertCancelled(outcome);
        assertThat(trace).singleElement().isInstanceOf(IllegalStateException.class);
    }

    private static void suspend(EventLoop loop) {
        loop.createTask(() -> never(loop));
        loop.stop();
        loop.runForever();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_interruptedBefore_keepsTheFlag(CoroutineEngine engine) {
        boolean interrupted = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    suspend(loop);
                    Thread.currentThread().interrupt();
                    loop.close();
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(interrupted).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_ofAnIdleLoopInterruptedBefore_keepsTheFlag(CoroutineEngine engine) {
        boolean interrupted = Elsewhere.<Boolean>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    suspend(loop);
                    Thread.currentThread().interrupt();
                    loop.shutdown(Duration.ofSeconds(1));
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(interrupted).isTrue();
    }

    @Test
    void shutdown_ofAnIdleLoopInterruptedMeanwhile_keepsTheFlag() {
        boolean interrupted = Elsewhere.<Boolean>start("home", () -> {
                    Thread home = Thread.currentThread();
                    EventLoop loop = EventLoop.create();
                    loop.createTask(() -> {
                        try {
                            return never(loop);
                        } finally {
                            LoopFuture<Integer> cleanedUp = loop.createFuture();
                            Elsewhere.start("interrupter", () -> {
                                home.interrupt();
                                loop.callSoonThreadsafe(() -> cleanedUp.setResult(1));
                                return true;
                            });
                            await(cleanedUp);
                        }
                    });
                    loop.stop();
                    loop.runForever();
                    loop.shutdown(Duration.ofSeconds(PATIENCE_SECONDS));
                    return Thread.interrupted();
                })
                .await(PATIENCE_SECONDS);

        assertThat(interrupted).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_leftovers_endInOrder(CoroutineEngine engine) {
        EventLoop used = EventLoops.run(
                () -> {
                    EventLoop loop = EventLoops.getRunningLoop();
                    loop.onClose(closed -> trace.add("closed"));
                    AsyncIterator<Integer> iterator = AsyncIterator.of(out -> {
                        try {
                            out.emit(1);
                        } finally {
                            await(Tasks.sleep(HOUR));
                            trace.add("iterator");
                        }
                    });
                    iterator.next();
                    loop.createTask(() -> {
                        try {
                            return never(loop);
                        } finally {
                            await(Tasks.sleep(HOUR));
                            trace.add("task");
                        }
                    });
                    return loop;
                },
                () -> VirtualEventLoop.create(EventLoop.builder().engine(engine))
                        .loop());

        assertThat(trace).containsExactly("task", "iterator", "closed");
        assertThat(used.isClosed()).isTrue();
    }

    @Test
    void run_leftoverThatRefuses_isWaitedFor() {
        EventLoops.run(
                () -> {
                    EventLoop loop = EventLoops.getRunningLoop();
                    loop.onClose(closed -> trace.add("closed"));
                    return loop.createTask(() -> {
                        try {
                            return never(loop);
                        } catch (CancelledError refused) {
                            Tasks.yieldNow();
                            return trace.add("went on");
                        }
                    });
                },
                EventLoop::create);

        assertThat(trace).containsExactly("went on", "closed");
    }

    @Test
    void run_taskSpawnedByALeftover_isDroppedWithTheLoop() {
        List<Task<?>> spawned = new ArrayList<>();
        EventLoops.run(
                () -> {
                    EventLoop loop = EventLoops.getRunningLoop();
                    return loop.createTask(() -> {
                        try {
                            return never(loop);
                        } finally {
                            spawned.add(loop.createTask(() -> never(loop)));
                        }
                    });
                },
                EventLoop::create);

        assertThat(spawned)
                .singleElement()
                .satisfies(task -> assertThat(task.exception()).isExactlyInstanceOf(LoopClosedException.class));
    }

    @Test
    void run_taskSpawnedByMainsLastAct_getsAFirstStep() {
        EventLoops.run(
                () -> EventLoops.getRunningLoop().createTask(() -> {
                    trace.add("begun");
                    return never(EventLoops.getRunningLoop());
                }),
                EventLoop::create);

        assertThat(trace).containsExactly("begun");
    }

    @Test
    void run_taskSpawnedByMainsDoneCallback_neverBegins() {
        EventLoops.run(
                () -> {
                    EventLoop loop = EventLoops.getRunningLoop();
                    Tasks.current().addDoneCallback(done -> loop.createTask(() -> trace.add("begun")));
                    return 1;
                },
                EventLoop::create);

        assertThat(trace).isEmpty();
    }

    @Test
    void run_withAFactory_setsNothingForTheThread() {
        List<Object> seen = Elsewhere.call("home", () -> {
            EventLoop mine = EventLoop.create();
            EventLoop made = EventLoop.create();
            EventLoops.setEventLoop(mine);
            EventLoop running = EventLoops.run(EventLoops::getEventLoop, () -> made);
            return List.of(running == made, made.isClosed(), EventLoops.getEventLoop() == mine, mine.isClosed());
        });

        assertThat(seen).containsExactly(true, true, true, false);
    }

    @Test
    void run_null_isRefusedByName() {
        assertThatThrownBy(() -> EventLoops.run(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("main");
        assertThatThrownBy(() -> EventLoops.run(null, EventLoop::create))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("main");
        assertThatThrownBy(() -> EventLoops.run(() -> 1, null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("factory");
        assertThatThrownBy(() -> new Runner(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("factory");
    }

    @Test
    void run_withAFactoryInsideALoop_isRefusedBeforeItMakesOne() {
        Throwable refused = EventLoop.create()
                .runUntilComplete(() -> catchThrowable(() -> EventLoops.run(() -> 1, () -> {
                    trace.add("made");
                    return EventLoop.create();
                })));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("EventLoops.run() cannot be called from a running event loop");
        assertThat(trace).isEmpty();
    }

    @Test
    void run_factoryFailing_throwsThat() {
        IllegalStateException failure = new IllegalStateException("no loop today");

        assertThat(catchThrowable(() -> EventLoops.run(() -> 1, () -> {
                    throw failure;
                })))
                .isSameAs(failure);
    }

    @Test
    void run_factoryGivingAClosedLoop_isRefused() {
        EventLoop closed = Loops.closed(EventLoop.builder().name("api").build());

        assertThatThrownBy(() -> EventLoops.run(() -> 1, () -> closed))
                .isExactlyInstanceOf(LoopClosedException.class)
                .hasMessage(Loops.closedText(Loops.report(closed).info()));
    }
}
