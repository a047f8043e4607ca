package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A loop closes on ten thousand chains of each kind that are in mid-flight on its scheduler; every one is looked at. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SchedulerClosingTest {
    private static final int EACH = 10_000;
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final ExecutorService rival = Executors.newSingleThreadExecutor();
    private final AtomicInteger subscribed = new AtomicInteger();

    @AfterEach
    void close() {
        rival.shutdownNow();
        Hooks.resetOnErrorDropped();
    }

    private static final List<Function<Scheduler, Publisher<?>>> KINDS = List.of(
            s -> Mono.delay(HOUR, s),
            s -> Flux.interval(SOON, HOUR, s),
            s -> Flux.interval(SOON, Schedulers.parallel())
                    .onBackpressureDrop()
                    .take(10)
                    .concatWith(Flux.never())
                    .publishOn(s),
            s -> Flux.range(1, 1_000_000).delayElements(SOON, s),
            s -> Flux.never().timeout(HOUR, s));

    private void subscribeAll(Scheduler scheduler, List<Recorder<Object>> recorders) {
        for (int n = 0; n < EACH; n++) {
            for (Function<Scheduler, Publisher<?>> kind : KINDS) {
                Recorder<Object> recorder = Recorder.ofAll();
                kind.apply(scheduler).subscribe(recorder);
                recorders.add(recorder);
                subscribed.incrementAndGet();
            }
        }
    }

    private static void assertEachEndedOnce(List<Recorder<Object>> recorders) throws InterruptedException {
        for (Recorder<Object> recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(recorders).hasSize(KINDS.size() * EACH);
        assertThat(recorders).allMatch(recorder -> recorder.terminals() == 1);
        assertThat(recorders).allMatch(recorder -> recorder.itemsAfterTheEnd.get() == 0);
        assertThat(recorders)
                .allMatch(recorder ->
                        LoopClosedException.find(recorder.errors.get(0)).isPresent());
    }

    @Test
    void close_withTenThousandOfEachInFlight_endsEachOnce() throws Exception {
        List<Recorder<Object>> recorders = new ArrayList<>();
        EventLoopThread host = EventLoopThread.start("host");
        subscribeAll(LoopSchedulers.from(host.loop()), recorders);

        rival.submit(host::close).get();

        assertEachEndedOnce(recorders);
    }

    @Test
    void close_whileTenThousandOfEachAreSubscribed_endsEachOnce() throws Exception {
        List<Recorder<Object>> recorders = new ArrayList<>();
        EventLoopThread host = EventLoopThread.start("host");
        Future<?> closing = rival.submit(() -> {
            while (subscribed.get() < EACH * KINDS.size() / 2) {
                LockSupport.parkNanos(1_000);
            }
            host.close();
        });

        subscribeAll(LoopSchedulers.from(host.loop()), recorders);
        closing.get();

        assertEachEndedOnce(recorders);
    }

    @Test
    void disposeOfAnOwner_withTenThousandOfEachInFlight_endsEachOnce() throws Exception {
        List<Recorder<Object>> recorders = new ArrayList<>();
        Scheduler owner = LoopSchedulers.newSingle("owner");
        subscribeAll(owner, recorders);

        rival.submit(owner::dispose).get();

        assertEachEndedOnce(recorders);
    }

    static Stream<Named<BiFunction<EventLoop, Scheduler, Publisher<?>>>> bursts() {
        return Stream.of(
                Named.of("publishOn", (loop, s) -> elsewhere().publishOn(s)),
                Named.of(
                        "publishOn, fused on",
                        (loop, s) -> elsewhere().publishOn(s).publishOn(Schedulers.parallel())),
                Named.of(
                        "publishOn, conditional",
                        (loop, s) -> elsewhere().publishOn(s).filter(n -> n % 2 == 0)),
                Named.of(
                        "publishOn with little demand",
                        (loop, s) -> elsewhere().publishOn(s, 2).limitRate(1)),
                Named.of(
                        "publishOn of a Mono",
                        (loop, s) -> Mono.fromCallable(() -> 1)
                                .subscribeOn(Schedulers.parallel())
                                .publishOn(s)),
                Named.of(
                        "failOnClose above other threads' requests",
                        (loop, s) -> Flux.range(1, 1_000_000)
                                .subscribeOn(s)
                                .transform(LoopOperators.failOnClose(loop))
                                .publishOn(Schedulers.parallel(), 8)),
                Named.of("failOnClose", (loop, s) -> elsewhere().transform(LoopOperators.failOnClose(loop))),
                Named.of(
                        "failOnClose below publishOn",
                        (loop, s) -> elsewhere().publishOn(s).transform(LoopOperators.failOnClose(loop))));
    }

    private static Flux<Integer> elsewhere() {
        return Flux.range(1, 300).hide().subscribeOn(Schedulers.parallel()).concatWith(Flux.never());
    }

    @ParameterizedTest
    @MethodSource("bursts")
    void close_againstABurstFromElsewhere_endsEachOnce(BiFunction<EventLoop, Scheduler, Publisher<?>> chain)
            throws Exception {
        for (int round = 0; round < 150; round++) {
            EventLoopThread host = EventLoopThread.start("host");
            Scheduler scheduler = LoopSchedulers.from(host.loop());
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> closing = rival.submit(() -> {
                start.await();
                host.close();
                return null;
            });
            List<Recorder<Object>> recorders = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                Recorder<Object> recorder = Recorder.ofAll();
                chain.apply(host.loop(), scheduler).subscribe(recorder);
                recorders.add(recorder);
            }

            start.await();
            closing.get();

            for (Recorder<Object> recorder : recorders) {
                assertThat(recorder.ended.await(10, TimeUnit.SECONDS))
                        .as("ends in round %d", round)
                        .isTrue();
            }
            assertThat(recorders).as("round %d", round).allMatch(recorder -> recorder.terminals() == 1);
            assertThat(recorders).as("round %d", round).allMatch(recorder -> recorder.itemsAfterTheEnd.get() == 0);
        }
    }
}
