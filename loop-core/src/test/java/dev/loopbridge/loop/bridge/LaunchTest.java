package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.LoopLeaks;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LaunchTest {
    private final List<Object> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context))
            .build();
    private final Recorder recorder = new Recorder();

    @Test
    void subscribe_bodyThrowsAnError_isOnErrorAndNothingElse() {
        StackOverflowError error = new StackOverflowError("deep");
        Coroutine<Object> body = () -> {
            throw error;
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(error);
        assertThat(reported).isEmpty();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void subscribe_submittedBodyTearsTheLoopWithAnError_isToldBeforeTheRunEnds() {
        StackOverflowError torn = new StackOverflowError("deep");
        Coroutine<Object> body = () -> {
            throw torn;
        };
        Launch.submit(loop, body).subscribe(recorder);

        Throwable thrown = catchThrowable(loop::runForever);

        assertThat(recorder.signals).containsExactly(torn);
        assertThat(thrown).isSameAs(torn);
        loop.close();
        assertThat(recorder.signals).hasSize(1);
    }

    @Test
    void subscribe_bodyFailsAsItsLoopShutsDown_isOnErrorAndNotReportedAsUnheard() {
        IllegalStateException thrown = new IllegalStateException("the body's own");
        Coroutine<Object> body = () -> {
            loop.shutdown(Duration.ofMinutes(1)); // nobody finds it overdue, however busy the machine is
            throw thrown;
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(thrown);
        assertThat(reported).isEmpty();
        assertThat(loop.isClosed()).isTrue();
    }

    /** As an operator does that fails when the loop closes: it cancels upstream, and nothing may come out of that. */
    @Test
    void cancel_byAListenerOfTheClose_isSilentAndTheBodyUnwinds() {
        List<String> steps = new ArrayList<>();
        Coroutine<Object> body = () -> {
            loop.callSoon(loop::stop);
            try {
                return await(Tasks.sleep(Duration.ofHours(1), "never"));
            } finally {
                steps.add("unwound");
            }
        };
        Launch.submit(loop, body).subscribe(recorder);
        loop.onClose(closed -> {
            recorder.subscription().cancel();
            steps.add("cancelled");
        });
        loop.runForever();

        loop.close();

        assertThat(recorder.signals).isEmpty();
        assertThat(reported).isEmpty();
        assertThat(steps).containsExactly("cancelled", "unwound");
    }

    @Test
    void subscribe_callbackThrowsAnErrorMeanwhile_isReportedAndTheBodyGoesOn() {
        AssertionError error = new AssertionError("not the body's");
        Coroutine<Object> body = () -> {
            EventLoops.getRunningLoop().callSoon(() -> {
                throw error;
            });
            await(Tasks.sleep(Duration.ofMillis(1)));
            return "value";
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("value", "complete");
        assertThat(reported).hasSize(1);
    }

    @Test
    void subscribe_bodyStopsItsLoop_failsAsRunUntilCompleteDoes() {
        Coroutine<Object> body = () -> {
            EventLoops.getRunningLoop().stop();
            await(Tasks.sleep(Duration.ofHours(1)));
            return "never";
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals)
                .singleElement()
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        error -> assertThat(error).hasMessage("Event loop stopped before Future completed."));
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void subscribe_afterTheOwnerStoppedItsOwnRun_runsToTheEnd() {
        loop.callSoon(loop::stop);
        loop.runForever();
        Coroutine<Object> body = () -> {
            await(Tasks.sleep(Duration.ofMillis(1)));
            return "value";
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("value", "complete");
    }

    @Test
    void subscribe_toALoopToldToStopAtOnce_failsAsRunUntilCompleteDoes() {
        Coroutine<Object> body = () -> await(Tasks.sleep(Duration.ofHours(1)));
        loop.stop();

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals)
                .singleElement()
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        error -> assertThat(error).hasMessage("Event loop stopped before Future completed."));
    }

    @Test
    void request_whileTheOwnerRunsTheLoop_isMetByThatRun() {
        recorder.first = 1;
        Generator<Object> body = out -> {
            for (int n = 1; n <= 3; n++) {
                out.emit(n);
            }
        };
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        loop.runUntilComplete(() -> {
            recorder.subscription().request(5);
            await(Tasks.sleep(Duration.ofMillis(1)));
            return 0;
        });

        assertThat(recorder.signals).containsExactly(1, 2, 3, "complete");
    }

    @Test
    void request_badWhileTheResultWaitsForDemand_failsTheSubscriptionAndDiscardsTheResult() {
        recorder.first = 0;
        Coroutine<Object> body = () -> "held";
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        recorder.subscription().request(-1);

        assertThat(recorder.signals).hasSize(2).endsWith("discarded held");
        assertThat(recorder.signals.get(0))
                .isInstanceOfSatisfying(
                        IllegalArgumentException.class,
                        error -> assertThat(error)
                                .hasMessage("request must be > 0, was -1 (Reactive Streams rule 3.9)"));
    }

    @Test
    void run_withAName_namesTheLoop() {
        Coroutine<Object> body = () -> EventLoops.getRunningLoop().name();

        Launch.run(body, LaunchOptions.defaults().name("orders")).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("orders", "complete");
    }

    @Test
    void emit_outsideOfACoroutine_isRefused() {
        List<Throwable> refused = new ArrayList<>();
        Generator<Object> body = out -> {
            EventLoops.getRunningLoop().callSoon(() -> {
                try {
                    out.emit(1);
                } catch (IllegalStateException error) {
                    refused.add(error);
                }
            });
            Tasks.yieldNow();
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(refused)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .hasMessage("emit() is for coroutines of loop \"mine\", called from thread \""
                                + Thread.currentThread().getName() + "\""));
        assertThat(recorder.signals).containsExactly("complete");
    }

    @Test
    void request_afterTheCancelOfAHeldResult_doesNotDiscardItAgain() {
        recorder.first = 0;
        Coroutine<Object> body = () -> "held";
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        recorder.subscription().cancel();
        recorder.subscription().request(1);

        assertThat(recorder.signals).containsExactly("discarded held");
    }

    @Test
    void request_badWhileTheBodyRuns_dropsWhatTheBodyThrowsAllTheSame() {
        IllegalStateException thrown = new IllegalStateException("while unwinding");
        Coroutine<Object> body = () -> {
            recorder.subscription().request(-1);
            try {
                await(Tasks.sleep(Duration.ofHours(1)));
            } catch (CancelledError cancelled) {
                throw thrown;
            }
            return "never";
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).hasSize(2).endsWith("dropped " + thrown);
    }

    @Test
    void request_badWhileTheBodyRuns_discardsWhatTheBodyReturnsAllTheSame() {
        Coroutine<Object> body = () -> {
            recorder.subscription().request(-1);
            return "late";
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).hasSize(2).startsWith("discarded late");
    }

    @Test
    void request_whereTheThreadMustNotBlock_failsOnceAndDropsNothing() {
        recorder.first = 1;
        Generator<Object> body = out -> {
            out.emit(1);
            out.emit(2);
        };
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);
        recorder.mayBlock = false;

        recorder.subscription().request(1);

        assertThat(recorder.signals).hasSize(2).startsWith(1);
        assertThat(recorder.signals.get(1))
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        error -> assertThat(error)
                                .hasMessage("Running loop \"mine\" would block thread \""
                                        + Thread.currentThread().getName() + "\", which must not block;"
                                        + " move the subscription with subscribeOn() to a thread that may,"
                                        + " or use submit() with a loop that runs elsewhere"));
        loop.runUntilComplete(LaunchTest::fewSteps);
        assertThat(recorder.signals).hasSize(3).endsWith("discarded 2");
        assertThat(Tasks.all(loop)).isEmpty();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void emit_afterTheBodyTookItsCancelBack_endsItAllTheSame() {
        List<String> steps = new ArrayList<>();
        Generator<Object> body = out -> {
            try {
                out.emit(1);
            } catch (CancelledError cancelled) {
                Tasks.current().uncancel();
                steps.add("taken back");
            }
            out.emit(2);
            steps.add("went on");
        };
        recorder.first = 0;
        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        recorder.subscription().cancel();
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(steps).containsExactly("taken back");
        assertThat(Tasks.all(loop)).isEmpty();
    }

    private static int fewSteps() {
        for (int n = 0; n < 10; n++) {
            Tasks.yieldNow();
        }
        return 0;
    }

    @Test
    void run_ofAGenerator_closesItsLoopBehindTheLastElement() {
        LoopLeaks leaks = LoopLeaks.watch();
        Generator<Object> body = out -> {
            out.emit(1);
            out.emit(2);
        };

        Launch.run(body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1, 2, "complete");
        leaks.check();
    }

    @Test
    void run_whereTheExecutorRefuses_failsAndClosesItsLoopWithoutAThread() {
        LoopLeaks leaks = LoopLeaks.watch();
        RejectedExecutionException full = new RejectedExecutionException("full");
        LaunchOptions offload = LaunchOptions.defaults().offload(task -> {
            throw full;
        });
        recorder.mayBlock = false;
        StartedThreads started = new StartedThreads();

        Launch.run(() -> "never", offload).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(full);
        assertThat(started.names()).isEmpty();
        leaks.check();
    }

    @Test
    void runUntilComplete_whereTheExecutorRefuses_failsAndLeavesTheLoopUsable() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        LaunchOptions offload = LaunchOptions.defaults().offload(task -> {
            throw full;
        });
        recorder.mayBlock = false;

        Launch.runUntilComplete(loop, () -> "never", offload).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(full);
        loop.runUntilComplete(LaunchTest::fewSteps);
        assertThat(recorder.signals).containsExactly(full);
        assertThat(Tasks.all(loop)).isEmpty();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void request_whereTheThreadMustNotBlock_leavesWhoAsksMeanwhileToAThread() {
        Generator<Object> body = out -> {
            out.emit(1);
            out.emit(2);
        };
        Recorder other = Recorder.ofNone();
        recorder.first = 1;
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(other);
        recorder.mayBlock = false;
        recorder.onEnd = error -> other.subscription().request(2);

        recorder.subscription().request(1);

        Awaitility.await().until(() -> other.signals.size() == 3);
        assertThat(other.signals).containsExactly(1, 2, "complete");
        assertThat(recorder.signals).hasSize(3).endsWith("discarded 2");
    }

    /** The thread that takes over has the class loader of the one that asked, and keeps no JVM up. */
    @Test
    void request_whereTheThreadMustNotBlock_leavesWhoAsksMeanwhileToADaemonWithItsClassLoader() throws Exception {
        Generator<Object> body = out -> {
            out.emit(1);
            out.emit(2);
        };
        List<Object> driver = new CopyOnWriteArrayList<>();
        Recorder other = Recorder.ofNone();
        other.onEnd = end -> {
            Thread here = Thread.currentThread();
            driver.addAll(List.of(here.getName(), here.isDaemon(), here.getContextClassLoader()));
        };
        recorder.first = 1;
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(other);
        recorder.mayBlock = false;
        recorder.onEnd = error -> other.subscription().request(2);

        try (URLClassLoader mine = new URLClassLoader(new URL[0])) {
            Thread requester = new Thread(() -> recorder.subscription().request(1));
            requester.setDaemon(false);
            requester.setContextClassLoader(mine);
            requester.start();

            Awaitility.await().until(() -> !driver.isEmpty());
            assertThat(driver).containsExactly("loopbridge-driver-mine", true, mine);
            requester.join();
        }
        Awaitility.await().until(() -> !loop.isRunning());
    }

    @Test
    void emit_toASubscriberThatPassesOver_leavesTheDemand() {
        recorder.first = 2;
        recorder.passesOver = item -> (Integer) item % 2 == 0;
        List<Long> demands = new ArrayList<>();
        Generator<Object> body = out -> {
            for (int n = 1; n <= 5; n++) {
                out.emit(n);
                demands.add(recorder.subscription().requested());
            }
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1, 3);
        assertThat(demands).containsExactly(1L, 1L, 0L);
    }

    @Test
    void emit_ofASubmittedBodyToASubscriberThatPassesOver_leavesTheDemand() {
        recorder.first = 1;
        recorder.passesOver = item -> (Integer) item % 2 == 0;
        Generator<Object> body = out -> {
            out.emit(2);
            out.emit(3);
            out.emit(5);
        };

        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(recorder.signals).containsExactly(3);
        loop.close();
    }

    @Test
    void requested_ofOneElement_isUsedUpByIt() {
        recorder.first = 1;

        Launch.runUntilComplete(loop, () -> "value", LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("value", "complete");
        assertThat(recorder.subscription().requested()).isZero();
    }

    @Test
    void isTerminated_always_isForTheEndAndNotForTheCancel() {
        recorder.first = 0;
        Launch.runUntilComplete(loop, () -> "value", LaunchOptions.defaults()).subscribe(recorder);
        Recorder other = Recorder.ofNone();
        Launch.runUntilComplete(loop, () -> "value", LaunchOptions.defaults()).subscribe(other);

        assertThat(recorder.subscription().isTerminated()).isFalse();
        recorder.subscription().request(1);
        other.subscription().cancel();

        assertThat(recorder.subscription().isTerminated()).isTrue();
        assertThat(recorder.subscription().isCancelled()).isFalse();
        assertThat(other.subscription().isTerminated()).isFalse();
        assertThat(other.subscription().isCancelled()).isTrue();
    }

    @Test
    void request_badAfterTheEnd_runsNothing() {
        Launch.runUntilComplete(loop, () -> "value", LaunchOptions.defaults()).subscribe(recorder);
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> ran.add("callback"));

        recorder.subscription().request(-1);

        assertThat(recorder.signals).containsExactly("value", "complete");
        assertThat(ran).isEmpty();
    }

    @Test
    void emit_withoutDemandBehindAnAwait_returnsFromTheSubscribe() {
        recorder.first = 1;
        Generator<Object> body = out -> {
            out.emit(1);
            await(Tasks.sleep(Duration.ofMillis(1)));
            out.emit(2);
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1);
        assertThat(loop.isRunning()).isFalse();
        recorder.subscription().request(1);
        assertThat(recorder.signals).containsExactly(1, 2, "complete");
    }

    @Test
    void request_badWhileTheBodyWaitsForDemand_runsItsCleanUpToTheEnd() {
        recorder.first = 0;
        List<String> steps = new ArrayList<>();
        Generator<Object> body = out -> {
            try {
                out.emit(1);
            } finally {
                await(Tasks.sleep(Duration.ofMillis(1)));
                steps.add("cleaned up");
            }
        };
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        recorder.subscription().request(0);

        assertThat(steps).containsExactly("cleaned up");
        assertThat(recorder.signals).hasSize(2).startsWith("discarded 1");
        assertThat(recorder.signals.get(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subscribe_callbackTearsTheLoopAsTheBodyEnds_isReportedAllTheSame() {
        AssertionError error = new AssertionError("not the body's");
        Coroutine<Object> body = () -> {
            LoopFuture<Integer> news = loop.createFuture();
            loop.callSoon(() -> {
                news.setResult(1);
                loop.callSoon(() -> {
                    throw error;
                });
            });
            return await(news);
        };

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1, "complete");
        assertThat(reported).hasSize(1);
    }

    @Test
    void emit_ofAnotherTaskAfterTheCancel_isRefusedThoughThereIsDemand() {
        recorder.first = 0;
        List<Throwable> thrown = new ArrayList<>();
        Generator<Object> body = out -> {
            loop.createTask(() -> {
                try {
                    out.emit("late");
                } catch (CancelledError over) {
                    thrown.add(over);
                }
                return null;
            });
            await(Tasks.sleep(Duration.ofHours(1)));
        };
        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        loop.callSoon(() -> {
            recorder.subscription().request(1);
            recorder.subscription().cancel();
        });
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(thrown).singleElement().satisfies(over -> assertThat(over).hasMessage("the subscription is over"));
        assertThat(recorder.signals).containsExactly("discarded late");
    }

    @Test
    void cancel_whileTheBodyIsBeingLaunched_cancelsItAllTheSame() {
        Coroutine<Object> body = () -> await(Tasks.sleep(Duration.ofHours(1)));
        recorder.onContext = () -> recorder.subscription().cancel();

        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(Tasks.all(loop)).isEmpty();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void request_badWhileTheBodyIsBeingLaunched_cancelsItAllTheSame() {
        Coroutine<Object> body = () -> await(Tasks.sleep(Duration.ofHours(1)));
        recorder.onContext = () -> recorder.subscription().request(-1);

        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(Tasks.all(loop)).isEmpty();
        assertThat(recorder.signals).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void verb_always_isTheFactorysName() {
        Coroutine<Object> body = () -> 1;

        assertThat(Launch.run(body, LaunchOptions.defaults()).verb()).isEqualTo("run");
        assertThat(Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).verb())
                .isEqualTo("runUntilComplete");
        assertThat(Launch.submit(loop, body).verb()).isEqualTo("submit");
    }

    @Test
    void named_always_isTheSameByAnotherName() {
        Launch<Object> named = Launch.<Object>submit(loop, () -> 1).named("mono");

        named.subscribe(recorder);
        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(named.verb()).isEqualTo("mono");
        assertThat(recorder.signals).containsExactly(1, "complete");
    }

    private static String whatRuns() {
        return Tasks.current().toString().replaceAll("Task-\\d+", "N");
    }

    /** As by a framework, on a thread on which the user called nothing. */
    @Test
    void subscribe_byNoUserCodeInDebugMode_namesTheTaskAfterTheBody() {
        loop.setDebug(true);
        Launch<Object> launch = Launch.submit(loop, LaunchTest::whatRuns);
        CompletableFuture.completedFuture(recorder)
                .thenAcceptAsync(launch::subscribe)
                .join();

        loop.runUntilComplete(LaunchTest::fewSteps);

        assertThat(recorder.signals)
                .containsExactly(
                        "<Task pending name='N' created for dev.loopbridge.loop.bridge.LaunchTest$$Lambda>",
                        "complete");
    }

    @Test
    void emit_ofManyThatAreWanted_letsOthersComeInBetween() {
        List<Integer> seen = new ArrayList<>();
        Launch.submit(loop, out -> {
                    loop.callSoon(() -> seen.add(recorder.signals.size()));
                    for (int n = 0; n < 1_000; n++) {
                        out.emit(n);
                    }
                    loop.stop();
                })
                .subscribe(recorder);

        loop.runForever();

        assertThat(seen).singleElement().matches(signalled -> signalled < 1_000);
    }
}
