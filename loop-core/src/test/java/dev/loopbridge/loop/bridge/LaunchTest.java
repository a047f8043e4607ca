package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void request_badWhileTheResultWaitsForDemand_failsTheSubscription() {
        recorder.first = 0;
        Coroutine<Object> body = () -> "held";
        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        recorder.subscription().request(-1);

        assertThat(recorder.signals)
                .singleElement()
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

    private static final class Recorder implements LoopSubscriber<Object> {
        final List<Object> signals = new ArrayList<>();
        long first = Long.MAX_VALUE;
        private LoopSubscription subscription;

        LoopSubscription subscription() {
            return subscription;
        }

        @Override
        public void onSubscribe(LoopSubscription subscription) {
            this.subscription = subscription;
            if (first > 0) {
                subscription.request(first);
            }
        }

        @Override
        public void onNext(Object item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable error) {
            signals.add(error);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }

        @Override
        public void onDiscard(Object item) {
            signals.add("discarded " + item);
        }

        @Override
        public void onErrorDropped(Throwable error) {
            signals.add("dropped " + error);
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    }
}
