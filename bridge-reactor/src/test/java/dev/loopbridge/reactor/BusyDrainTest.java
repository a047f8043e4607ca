package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A {@code publishOn} whose source is always ahead keeps the loop: a request to close ends it all the same, once. */
class BusyDrainTest {
    private static final Scheduler UP = Schedulers.newSingle("up", /* daemon= */ true);

    private final EventLoopThread host = EventLoopThread.start("kept");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
            subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> begun.countDown());

    @AfterEach
    void close() {
        host.close();
    }

    private static Flux<Integer> endless() {
        return Flux.generate(sink -> sink.next(1));
    }

    static Stream<Named<Flux<Integer>>> sources() {
        return Stream.of(
                Named.of("elsewhere", endless().subscribeOn(UP)),
                Named.of("hidden", endless().hide()),
                Named.of("fused", endless()));
    }

    private void shutDown() throws InterruptedException {
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        host.loop().shutdown(Duration.ZERO);
        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        host.close();
    }

    private void forget() {
        recorder.items.clear(); // they are many
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shutdown_ofALoopThatADrainKeeps_endsIt(Flux<Integer> source) throws Exception {
        source.publishOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> forget())
                .subscribe(recorder);

        shutDown();

        recorder.assertFailed(LoopClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shutdown_ofALoopThatAGuardedDrainKeeps_endsIt(Flux<Integer> source) throws Exception {
        source.publishOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> forget())
                .transform(LoopOperators.failOnClose(host.loop()))
                .subscribe(recorder);

        shutDown();

        recorder.assertFailed(LoopClosedException.class);
    }

    private final CountDownLatch told = new CountDownLatch(1);

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Until another chain was told, that subscribed later, while the loop is kept by {@code begun}'s signal. */
    private void shutDownMeanwhile() {
        await(begun);
        Recorder<Object> other = Recorder.ofAll();
        Flux.never().transform(LoopOperators.failOnClose(host.loop())).subscribe(other);
        host.loop().shutdown(Duration.ZERO);
        await(other.ended);
        told.countDown();
        host.close();
    }

    static Stream<Named<Flux<Integer>>> shortSources() {
        return Stream.of(Named.of("hidden", Flux.range(1, 100).hide()), Named.of("fused", Flux.range(1, 100)));
    }

    @ParameterizedTest
    @MethodSource("shortSources")
    void shutdown_ofALoopThatADrainKeeps_endsItBehindTheElementUnderWay(Flux<Integer> source) {
        source.publishOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> {
                    begun.countDown();
                    await(told);
                })
                .subscribe(recorder);

        shutDownMeanwhile();

        await(recorder.ended);
        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.items).containsExactly(1);
    }

    @ParameterizedTest
    @MethodSource("shortSources")
    void shutdown_asADrainSignalsItsEnd_tellsItNothingElse(Flux<Integer> source) {
        FaultySubscriber all = new FaultySubscriber("onComplete", () -> {
            begun.countDown();
            await(told);
        });
        source.<Object>map(n -> n).publishOn(LoopSchedulers.from(host.loop())).subscribe(all);

        shutDownMeanwhile();

        await(all.ended);
        assertThat(all.signals).hasSize(101).last().isEqualTo("onComplete");
    }
}
