package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shared loop closes on the many that wait on it: each is told once, and nobody else. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClosingTest {
    private static final int ALL = 10_000;

    /** Of these each has a platform thread before JDK 21, which takes its time. */
    private static final int BODIES = 1_000;

    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final CountDownLatch begun = new CountDownLatch(BODIES);
    private final EventLoopThread host = EventLoopThread.start("host");
    private final EventLoop loop = host.loop();
    private final List<Recorder> recorders = new ArrayList<>();

    private Object sleepAnHour() {
        begun.countDown();
        return await(Tasks.sleep(HOUR));
    }

    private void subscribe(int times, Consumer<Recorder> source) {
        for (int n = 0; n < times; n++) {
            Recorder recorder = new Recorder();
            recorders.add(recorder);
            source.accept(recorder);
        }
    }

    /** What waits by a timer, or for a future: without a body. */
    private List<Consumer<Recorder>> bodiless(Kind kind) {
        LoopFuture<Object> never = loop.createFuture();
        return switch (kind) {
            case SINGLE -> List.of(LoopSingle.timer(loop, HOUR)::subscribe, LoopSingle.fromTask(never)::subscribe);
            case MAYBE -> List.of(LoopMaybe.timer(loop, HOUR)::subscribe, LoopMaybe.fromTask(never)::subscribe);
            case COMPLETABLE ->
                List.of(LoopCompletable.timer(loop, HOUR)::subscribe, LoopCompletable.fromTask(never)::subscribe);
            case OBSERVABLE ->
                List.of(LoopObservable.timer(loop, HOUR)::subscribe, LoopObservable.interval(loop, HOUR)::subscribe);
            case FLOWABLE ->
                List.of(LoopFlowable.timer(loop, HOUR)::subscribe, LoopFlowable.interval(loop, HOUR)::subscribe);
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void close_withTenThousandInFlight_endsEachOnce(Kind kind) throws Exception {
        List<Consumer<Recorder>> bodiless = bodiless(kind);
        subscribe(BODIES, kind.launch(Verb.SUBMIT, loop, this::sleepAnHour)::subscribe);
        bodiless.forEach(source -> subscribe((ALL - BODIES) / bodiless.size(), source));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        host.close();

        assertAllFailedOnce(ALL);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void close_withBodiesNotYetBegun_endsEachOnce(Kind kind) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(gate));
        subscribe(BODIES, kind.launch(Verb.SUBMIT, loop, this::sleepAnHour)::subscribe);

        loop.shutdown(Duration.ZERO);
        gate.countDown();
        host.close();

        assertAllFailedOnce(BODIES);
    }

    private void assertAllFailedOnce(int all) throws InterruptedException {
        assertThat(recorders).hasSize(all);
        for (Recorder recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.ends.get()).isEqualTo(1);
            assertThat(recorder.errors.get(0)).isInstanceOf(LoopClosedException.class);
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
