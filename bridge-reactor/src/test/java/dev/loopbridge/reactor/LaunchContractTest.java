package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;

/** What every source does, whatever its type and verb: one terminal signal, or none after one's own cancel. */
class LaunchContractTest {
    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void subscribe_bodyReturns_completesOnceAndLeavesTheLoopAsTheTableSays(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(() -> 7, recorder);
            recorder.ended.await();
            rig.settle();

            recorder.assertCompleted();
            assertThat(recorder.items).containsExactly(7);
            rig.assertClosed(source.closesOnCompletion());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void subscribe_bodyGivesNothing_completesEmpty(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(() -> null, recorder);
            recorder.ended.await();
            rig.settle();

            recorder.assertCompleted();
            assertThat(recorder.items).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void subscribe_bodyThrows_failsWithTheSameInstance(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            IOException thrown = new IOException("the body's own");
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(
                    () -> {
                        Tasks.yieldNow();
                        throw thrown;
                    },
                    recorder);
            recorder.ended.await();
            rig.settle();

            recorder.assertFailed(IOException.class);
            assertThat(recorder.errors.get(0)).isSameAs(thrown);
            rig.assertClosed(source.closesOnCompletion());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_inOnSubscribe_neverRunsTheBody(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.onSubscribe(Subscription::cancel);

            rig.subscribe(() -> 7, recorder);
            rig.settle();

            recorder.assertSilent();
            assertThat(rig.hasBegun()).isFalse();
            if (source.verb() != Source.Verb.RUN) {
                assertThat(rig.givenLoop().isClosed()).isEqualTo(source.closesOnCancel());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_inFlightFromAnotherThread_unwindsBeforeTheLoopCloses(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            rig.subscribeElsewhere(rig::sleepAnHour, recorder);
            rig.loop();

            recorder.subscription().cancel();
            rig.joinSubscribing();
            rig.unwound.await();
            rig.settle();

            recorder.assertSilent();
            rig.assertClosed(source.closesOnCancel());
            assertThat(rig.steps)
                    .isEqualTo(source.closesOnCancel() ? List.of("finally", "closed") : List.of("finally"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_inFlightFromTheLoop_unwindsBeforeTheLoopCloses(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(
                    () -> {
                        EventLoops.getRunningLoop()
                                .callSoon(() -> recorder.subscription().cancel());
                        return rig.sleepAnHour();
                    },
                    recorder);
            rig.unwound.await();
            rig.settle();

            recorder.assertSilent();
            rig.assertClosed(source.closesOnCancel());
            assertThat(rig.steps.get(0)).isEqualTo("finally");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_insideOnNext_isTheEnd(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                    subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> {
                        subscription.cancel();
                        rig.unwound.countDown();
                    });

            rig.subscribe(() -> 7, recorder);
            rig.unwound.await();
            rig.settle();

            assertThat(recorder.items).containsExactly(7);
            recorder.assertSilent();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_afterCompletion_doesNothing(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            rig.subscribe(() -> 7, recorder);
            recorder.ended.await();

            recorder.subscription().cancel();
            recorder.subscription().cancel();
            rig.settle();

            recorder.assertCompleted();
            rig.assertClosed(source.closesOnCompletion());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#onAGivenLoop")
    void subscribe_loopClosedBefore_failsOnce(Source source) {
        try (Rig rig = new Rig(source)) {
            rig.closeLoop();
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(() -> 7, recorder);

            assertThat(recorder.subscription()).isNotNull();
            recorder.assertFailed(LoopClosedException.class);
            assertThat(rig.hasBegun()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#onAGivenLoop")
    void cancel_inFlightThenSubscribedAgain_failsOnlyIfTheLoopWasToClose(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> first = Recorder.ofAll();
            rig.subscribeElsewhere(rig::sleepAnHour, first);
            rig.loop();
            first.subscription().cancel();
            rig.joinSubscribing();
            Recorder<Integer> second = Recorder.ofAll();

            rig.subscribe(() -> 7, second);
            second.ended.await();
            rig.settle();

            first.assertSilent();
            if (source.closesOnCancel()) {
                second.assertFailed(LoopClosedException.class);
            } else {
                second.assertCompleted();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void shutdown_inFlightFromAnotherThread_failsOnceAndUnwinds(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            rig.subscribeElsewhere(rig::sleepAnHour, recorder);
            EventLoop loop = rig.loop();

            loop.shutdown(Duration.ZERO).toCompletableFuture().get();
            recorder.ended.await();
            rig.joinSubscribing();

            recorder.assertFailed(LoopClosedException.class);
            assertThat(rig.steps).containsExactlyInAnyOrder("finally", "closed");
            rig.assertClosed(true);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#onAGivenLoop")
    void close_ofTheHostInFlight_failsOnceAndUnwinds(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            rig.subscribeElsewhere(rig::sleepAnHour, recorder);
            rig.loop();

            rig.closeLoop();
            recorder.ended.await();
            rig.joinSubscribing();
            rig.unwound.await();

            recorder.assertFailed(LoopClosedException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void shutdown_fromInsideTheBody_failsOnceAndUnwinds(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(
                    () -> {
                        EventLoops.getRunningLoop().shutdown(Duration.ZERO);
                        return rig.sleepAnHour();
                    },
                    recorder);
            recorder.ended.await();
            rig.unwound.await();

            recorder.assertFailed(LoopClosedException.class);
            assertThat(LoopClosedException.find(recorder.errors.get(0))
                            .orElseThrow()
                            .info()
                            .reason())
                    .isEqualTo("shutdown()");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_finallyBlockAwaits_lateButSilent(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            rig.subscribeElsewhere(
                    () -> {
                        try {
                            return rig.sleepAnHour();
                        } finally {
                            await(Tasks.sleep(Duration.ZERO));
                            rig.steps.add("slow finally");
                        }
                    },
                    recorder);
            rig.loop();

            recorder.subscription().cancel();
            rig.joinSubscribing();
            rig.unwound.await();
            rig.settle();

            recorder.assertSilent();
            assertThat(rig.steps).startsWith("finally", "slow finally");
        }
    }
}
