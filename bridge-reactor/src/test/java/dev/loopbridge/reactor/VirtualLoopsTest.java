package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One clock drives loop timers, sleeps and Reactor's operators. */
class VirtualLoopsTest {
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private EventLoop loop;

    @AfterEach
    void closeLoop() {
        if (loop != null) {
            loop.close();
        }
        VirtualTimeScheduler.reset();
    }

    /** Within {@code withVirtualTime}. */
    private EventLoop sharedLoop() {
        loop = VirtualLoops.sharedWith(VirtualTimeScheduler.get());
        return loop;
    }

    private VirtualTimeScheduler time() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        loop = VirtualLoops.sharedWith(time);
        return time;
    }

    private static <T> StepVerifier.Step<T> verify(Supplier<? extends Publisher<? extends T>> source) {
        return StepVerifier.withVirtualTime(source).expectSubscription();
    }

    /** One element every second. */
    private static final Generator<Integer> TICKS = out -> {
        for (int n = 1; n <= 3; n++) {
            await(Tasks.sleep(ofSeconds(1)));
            out.emit(n);
        }
    };

    @Test
    void sleep_inASubmittedBody_takesVirtualTime() {
        verify(() -> LoopMono.submit(sharedLoop(), () -> await(Tasks.sleep(ofHours(1), "slept"))))
                .expectNoEvent(ofHours(1).minusNanos(1))
                .thenAwait(Duration.ofNanos(1))
                .expectNext("slept")
                .verifyComplete();
    }

    @Test
    void sleeps_betweenElements_takeVirtualTime() {
        verify(() -> LoopFlux.submit(sharedLoop(), TICKS))
                .expectNoEvent(ofSeconds(1))
                .expectNext(1)
                .expectNoEvent(ofSeconds(1))
                .expectNext(2)
                .thenAwait(ofSeconds(1))
                .expectNext(3)
                .verifyComplete();
    }

    @Test
    void runUntilComplete_inVirtualTime_isDrivenByTheScheduler() {
        verify(() -> LoopMono.runUntilComplete(sharedLoop(), () -> await(Tasks.sleep(ofHours(1), "slept"))))
                .expectNoEvent(ofHours(1))
                .expectNext("slept")
                .verifyComplete();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void runUntilComplete_ofAGenerator_waitsForDemandInVirtualTime() {
        VirtualTimeScheduler time = time();
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});
        LoopFlux.runUntilComplete(loop, TICKS).subscribe(recorder);
        time.advanceTimeBy(ofMinutes(1));
        assertThat(recorder.items).isEmpty();

        recorder.subscription().request(2);
        assertThat(recorder.items).containsExactly(1);
        time.advanceTimeBy(ofSeconds(1));
        assertThat(recorder.items).containsExactly(1, 2);

        time.advanceTimeBy(ofMinutes(1));
        recorder.subscription().request(1);
        assertThat(recorder.items).containsExactly(1, 2, 3);
        recorder.assertCompleted();
    }

    @Test
    void sleep_begunAfterTimePassedWithNothingScheduled_takesOfIt() {
        AtomicReference<LoopFuture<String>> gate = new AtomicReference<>();

        verify(() -> {
                    gate.set(sharedLoop().createFuture());
                    return Flux.merge(
                                    LoopMono.submit(
                                            loop,
                                            () -> await(gate.get()) + await(Tasks.sleep(ofHours(1), " and slept"))),
                                    Mono.fromFuture(gate.get().toCompletableFuture())
                                            .flatMap(opened ->
                                                    Mono.delay(ofHours(1)).thenReturn(opened + " and delayed")))
                            .sort();
                })
                .thenAwait(ofHours(1)) // which the scheduler keeps for what is scheduled next
                .then(() -> gate.get().setResult("opened"))
                .expectNext("opened and delayed", "opened and slept")
                .verifyComplete();
    }

    @Test
    void operators_overLoopSleeps_addTheirTime() {
        verify(() -> LoopFlux.submit(sharedLoop(), TICKS).delayElements(ofSeconds(10)))
                .expectNoEvent(ofSeconds(11))
                .expectNext(1)
                .expectNoEvent(ofSeconds(10)) // the next tick waits for demand, and is there
                .expectNext(2)
                .thenAwait(ofSeconds(10))
                .expectNext(3)
                .verifyComplete();
    }

    @Test
    void timeout_beforeTheSleepEnds_cancelsTheBody() {
        verify(() -> LoopMono.submit(sharedLoop(), () -> {
                            try {
                                return await(Tasks.sleep(ofSeconds(10), "slept"));
                            } finally {
                                trace.add("unwound at " + Duration.ofNanos(loop.time()));
                            }
                        })
                        .timeout(ofSeconds(5)))
                .expectNoEvent(ofSeconds(5))
                .verifyError(TimeoutException.class);
        assertThat(trace).containsExactly("unwound at PT5S");
    }

    @Test
    void timeout_afterTheSleep_letsTheValueThrough() {
        verify(() -> LoopMono.submit(sharedLoop(), () -> await(Tasks.sleep(ofSeconds(5), "slept")))
                        .timeout(ofSeconds(10)))
                .expectNoEvent(ofSeconds(5))
                .expectNext("slept")
                .verifyComplete();
    }

    @Test
    void loopAndOperators_side_bySide_comeInOneOrderOfTime() {
        verify(() -> {
                    EventLoop shared = sharedLoop();
                    Flux<String> interval =
                            Flux.interval(ofMillis(1_500)).take(3).map(n -> "interval " + n);
                    Flux<String> ticks = LoopFlux.submit(shared, TICKS).map(n -> "tick " + n);
                    Mono<String> delay = Mono.delay(ofMillis(2_500)).map(n -> "delay");
                    return Flux.merge(ticks, interval, delay);
                })
                .thenAwait(ofMinutes(1))
                .expectNext("tick 1", "interval 0", "tick 2", "delay", "interval 1", "tick 3", "interval 2")
                .verifyComplete();
    }

    @Test
    void await_ofAReactorDelayInsideOfABody_takesVirtualTime() {
        verify(() -> LoopMono.submit(sharedLoop(), () -> {
                    long delayed = await(Mono.delay(ofHours(1)).toFuture());
                    await(Tasks.sleep(ofHours(1)));
                    return delayed;
                }))
                .expectNoEvent(ofHours(2))
                .expectNext(0L)
                .verifyComplete();
    }

    @Test
    void sourcesAndSchedulerOfTheLoop_takeVirtualTime() {
        verify(() -> {
                    EventLoop shared = sharedLoop();
                    return Flux.merge(
                            LoopMono.delay(shared, ofSeconds(1)).map(n -> "loop delay"),
                            LoopFlux.interval(shared, ofSeconds(2)).take(1).map(n -> "loop interval"),
                            Mono.delay(ofSeconds(3), LoopSchedulers.from(shared))
                                    .map(n -> "on the loop's scheduler"),
                            LoopMono.submit(shared, () -> "awaited " + ReactorAwait.await(Mono.delay(ofSeconds(4)))));
                })
                .expectNoEvent(ofSeconds(1))
                .expectNext("loop delay")
                .expectNoEvent(ofSeconds(1))
                .expectNext("loop interval")
                .expectNoEvent(ofSeconds(1))
                .expectNext("on the loop's scheduler")
                .expectNoEvent(ofSeconds(1))
                .expectNext("awaited 0")
                .verifyComplete();
    }

    @Test
    void flatMap_ofLoopBodies_runsThemTogether() {
        verify(() -> {
                    EventLoop shared = sharedLoop();
                    return Flux.just(3, 1, 2)
                            .flatMap(seconds ->
                                    LoopMono.submit(shared, () -> await(Tasks.sleep(ofSeconds(seconds), seconds))));
                })
                .expectNoEvent(ofSeconds(1))
                .expectNext(1)
                .thenAwait(ofSeconds(2))
                .expectNext(2, 3)
                .verifyComplete();
    }

    @Test
    void publishOn_betweenLoopAndSubscriber_staysInOrder() {
        verify(() -> LoopFlux.submit(sharedLoop(), TICKS).publishOn(Schedulers.parallel()))
                .expectNoEvent(ofSeconds(1))
                .expectNext(1)
                .thenAwait(ofSeconds(2))
                .expectNext(2, 3)
                .verifyComplete();
    }

    @Test
    void cancel_ofASubmittedBody_unwindsItAtOnceAndLeavesTheLoop() {
        VirtualTimeScheduler time = time();
        Disposable subscription = LoopMono.submit(loop, this::sleepAnHour).subscribe();
        time.advanceTimeBy(ofMinutes(1));

        subscription.dispose();

        assertThat(trace).containsExactly("unwound at PT1M");
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void cancel_ofRunUntilComplete_unwindsTheBodyAndClosesTheLoop() {
        VirtualTimeScheduler time = time();
        Disposable subscription =
                LoopMono.runUntilComplete(loop, this::sleepAnHour).subscribe();
        time.advanceTimeBy(ofMinutes(1));

        subscription.dispose();

        assertThat(trace).containsExactly("unwound at PT1M");
        assertThat(loop.isClosed()).isTrue();
        StepVerifier.create(LoopMono.runUntilComplete(loop, () -> 1)).verifyError(LoopClosedException.class);
    }

    private String sleepAnHour() {
        try {
            return await(Tasks.sleep(ofHours(1), "slept"));
        } finally {
            trace.add("unwound at " + Duration.ofNanos(loop.time()));
        }
    }

    @Test
    void take_ofAnUnendingGenerator_cancelsItInVirtualTime() {
        verify(() -> LoopFlux.<Integer>submit(sharedLoop(), out -> {
                            try {
                                for (int n = 1; ; n++) {
                                    out.emit(n);
                                    await(Tasks.sleep(ofHours(1)));
                                }
                            } finally {
                                trace.add("unwound at " + Duration.ofNanos(loop.time()));
                            }
                        })
                        .take(2))
                .expectNext(1)
                .expectNoEvent(ofHours(1))
                .expectNext(2)
                .verifyComplete();
        assertThat(trace).containsExactly("unwound at PT1H");
    }

    @Test
    void close_ofTheLoopInVirtualTime_endsWhatSleeps() {
        verify(() -> {
                    EventLoop shared = sharedLoop();
                    Mono.delay(ofMinutes(1)).subscribe(n -> shared.close());
                    return LoopMono.submit(shared, this::sleepAnHour);
                })
                .expectNoEvent(ofMinutes(1))
                .verifyError(LoopClosedException.class);
        assertThat(trace).containsExactly("unwound at PT1M");
    }

    @Test
    void shutdown_ofTheLoop_takesItsGraceInVirtualTime() {
        VirtualTimeScheduler time = time();
        AtomicReference<Throwable> error = new AtomicReference<>();
        LoopMono.submit(loop, () -> {
                    try {
                        return await(Tasks.sleep(ofHours(1)));
                    } finally {
                        await(Tasks.sleep(ofSeconds(2)));
                        trace.add("cleaned up");
                    }
                })
                .subscribe(n -> {}, error::set);
        time.advanceTimeBy(ofMinutes(1));

        loop.shutdown(ofSeconds(5));
        time.advanceTimeBy(ofSeconds(1));
        assertThat(loop.isClosed()).isFalse();

        time.advanceTimeBy(ofSeconds(1));
        assertThat(trace).containsExactly("cleaned up");
        assertThat(loop.isClosed()).isTrue();
        assertThat(error.get()).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void callbacks_ofTheLoop_runAtTheirTime() {
        VirtualTimeScheduler time = time();
        loop.callLater(ofSeconds(2), () -> trace.add("loop"));
        Schedulers.parallel().schedule(() -> trace.add("first"), 1, java.util.concurrent.TimeUnit.SECONDS);
        Schedulers.parallel().schedule(() -> trace.add("last"), 3, java.util.concurrent.TimeUnit.SECONDS);

        time.advanceTimeBy(ofSeconds(3));

        assertThat(trace).containsExactly("first", "loop", "last");
        assertThat(loop.time()).isEqualTo(ofSeconds(3).toNanos());
    }

    @Test
    void timers_ofTwoLoopsOnOneScheduler_shareItsTime() {
        VirtualTimeScheduler time = time();
        EventLoop second = VirtualLoops.sharedWith(time, EventLoop.builder().name("second"));
        LoopMono.submit(
                        loop,
                        () -> await(second.submit(() -> await(Tasks.sleep(ofSeconds(1), "handed over")))
                                .toCompletableFuture()))
                .subscribe(trace::add);
        loop.callLater(ofSeconds(2), () -> trace.add("later"));

        time.advanceTimeBy(ofSeconds(2));
        second.close();

        assertThat(trace).containsExactly("handed over", "later");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Engines#offered")
    void coroutines_onEachEngine_takeVirtualTime(CoroutineEngine engine) {
        verify(() -> {
                    loop = VirtualLoops.sharedWith(
                            VirtualTimeScheduler.get(), EventLoop.builder().engine(engine));
                    return LoopFlux.submit(loop, TICKS).concatWith(LoopFlux.runUntilComplete(loop, TICKS));
                })
                .expectNoEvent(ofSeconds(1))
                .expectNext(1)
                .thenAwait(ofSeconds(2))
                .expectNext(2, 3)
                .expectNoEvent(ofSeconds(1))
                .expectNext(1)
                .thenAwait(ofSeconds(2))
                .expectNext(2, 3)
                .verifyComplete();
    }

    @Test
    void submit_fromAnotherThread_runsWithoutAHand() throws Exception {
        time();
        LoopFuture<String> gate = loop.createFuture();
        var waiting = loop.submit(() -> await(gate));

        Thread other = new Thread(() -> loop.callSoonThreadsafe(() -> gate.setResult("opened")));
        other.start();
        other.join();

        assertThat(waiting.result()).isEqualTo("opened");
    }

    @Test
    void runUntilComplete_ofTheLoopItself_isRefused() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        EventLoop shared = VirtualLoops.sharedWith(time, EventLoop.builder().name("shared"));

        assertThatIllegalStateException()
                .isThrownBy(() -> shared.runUntilComplete(() -> 1))
                .withMessage(
                        "Event loop \"shared\" is run by its host, VirtualTimeScheduler; submit() to it, and let the"
                                + " host run it");
        shared.close();
    }

    @Test
    void submit_afterTheSchedulersDispose_failsAndClosesTheLoop() {
        VirtualTimeScheduler time = time();
        List<Throwable> errors = new ArrayList<>();
        LoopMono.submit(loop, this::sleepAnHour).subscribe(n -> {}, errors::add);
        time.dispose();

        LoopMono.submit(loop, this::sleepAnHour).subscribe(n -> {}, errors::add);

        assertThat(errors).hasSize(2).allMatch(LoopClosedException.class::isInstance);
        assertThat(errors.get(0)).hasMessageContaining("its host VirtualTimeScheduler, which runs nothing any more");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void sharedWith_null_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> VirtualLoops.sharedWith(null))
                .withMessage("scheduler");
        assertThatNullPointerException()
                .isThrownBy(() -> VirtualLoops.sharedWith(VirtualTimeScheduler.create(), null))
                .withMessage("builder");
    }
}
