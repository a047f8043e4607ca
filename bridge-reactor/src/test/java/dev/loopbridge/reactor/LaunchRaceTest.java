package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Close, cancel and completion against subscribe and each other. */
class LaunchRaceTest {
    private static final int ROUNDS = 400;

    private final ExecutorService rival = Executors.newSingleThreadExecutor();
    private final CyclicBarrier start = new CyclicBarrier(2);

    @AfterEach
    void stopRival() {
        rival.shutdownNow();
    }

    /** The rival's act begins with ours. */
    private Future<?> race(Rival act) {
        return rival.submit(() -> {
            start.await();
            act.run();
            return null;
        });
    }

    private interface Rival {
        void run() throws Exception;
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#onAGivenLoop")
    void shutdown_againstSubscribe_failsExactlyOnce(Source source) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Rig rig = new Rig(source)) {
                Recorder<Integer> recorder = Recorder.ofAll();
                Future<?> rivals = race(() -> rig.givenLoop().shutdown(Duration.ZERO));

                start.await();
                rig.subscribe(rig::sleepAnHour, recorder);
                rivals.get();
                assertThat(recorder.ended.await(10, TimeUnit.SECONDS))
                        .as("told in round %d", round)
                        .isTrue();
                rig.closeLoop();

                recorder.assertFailed(LoopClosedException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void shutdown_againstTheBody_endsExactlyOnce(Source source) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Rig rig = new Rig(source)) {
                Recorder<Integer> recorder = Recorder.ofAll();
                Future<?> rivals = race(() -> rig.loop().shutdown(Duration.ZERO));

                start.await();
                rig.subscribe(LaunchRaceTest::fewSteps, recorder);
                rivals.get();
                assertThat(recorder.ended.await(10, TimeUnit.SECONDS))
                        .as("told in round %d", round)
                        .isTrue();
                rig.closeLoop();

                assertThat(recorder.terminals()).isEqualTo(1);
                assertThat(recorder.errors).allMatch(LoopClosedException.class::isInstance);
                assertThat(recorder.itemsAfterTheEnd).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void cancel_againstTheBody_endsAtMostOnceAndNeverByError(Source source) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Rig rig = new Rig(source)) {
                Recorder<Integer> recorder = Recorder.ofAll();
                Future<?> rivals = race(() -> {
                    rig.loop();
                    recorder.subscription().cancel();
                });

                start.await();
                rig.subscribe(LaunchRaceTest::fewSteps, recorder);
                rivals.get();
                rig.closeLoop();

                assertThat(recorder.errors).isEmpty();
                assertThat(recorder.completions.get()).isLessThanOrEqualTo(1);
                assertThat(recorder.itemsAfterTheEnd).hasValue(0);
            }
        }
    }

    private static Integer fewSteps() {
        for (int step = 0; step < 5; step++) {
            Tasks.yieldNow();
        }
        return 7;
    }
}
