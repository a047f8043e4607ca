package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosingTest {
    private static final int OF_EACH_KIND = 2_000;
    private static final int RACES_OF_EACH_KIND = 200;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @Test
    @Timeout(120)
    void close_withTenThousandInFlight_endsEachOnce() throws Exception {
        int all = OF_EACH_KIND * Kind.values().length;
        CountDownLatch sleeping = new CountDownLatch(all);
        List<Recorder> recorders = new ArrayList<>();
        EventLoopThread host = EventLoopThread.start("host");
        for (Kind kind : Kind.values()) {
            Kind.Launched source = kind.launch(Verb.SUBMIT, host.loop(), () -> {
                sleeping.countDown();
                return await(Tasks.sleep(Duration.ofHours(1)));
            });
            for (int n = 0; n < OF_EACH_KIND; n++) {
                Recorder recorder = new Recorder();
                recorders.add(recorder);
                source.subscribe(recorder);
            }
        }
        assertThat(sleeping.await(60, TimeUnit.SECONDS)).isTrue();

        host.close();

        assertThat(recorders).hasSize(all).allMatch(recorder -> recorder.ends.get() == 1);
        assertThat(recorders)
                .allSatisfy(recorder ->
                        assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void dispose_againstTheEnd_leavesNothingUndeliverable(Kind kind) throws Exception {
        int endedFirst = 0;
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < RACES_OF_EACH_KIND; round++) {
                CyclicBarrier start = new CyclicBarrier(2);
                Recorder recorder = new Recorder();
                kind.launch(Verb.SUBMIT, host.loop(), () -> start.await(10, TimeUnit.SECONDS))
                        .subscribe(recorder);

                start.await(10, TimeUnit.SECONDS);
                recorder.upstream.dispose();

                host.loop().submit(() -> "the body has ended").get();
                host.loop().submit(() -> "its end is delivered").get();
                assertThat(recorder.errors).isEmpty();
                assertThat(recorder.ends.get()).as("ends in round %d", round).isLessThanOrEqualTo(1);
                endedFirst += recorder.ends.get();
            }
        }
        assertThat(endedFirst).as("rounds that the end won").isLessThan(RACES_OF_EACH_KIND);
    }
}
