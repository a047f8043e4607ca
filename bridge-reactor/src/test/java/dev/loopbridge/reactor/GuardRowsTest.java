package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What guards a source: the rows G1 to G6 of the study of our peers, beside what Reactor does by itself. G7 is RxJava's. */
class GuardRowsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Publisher<?>> assembled = new ArrayList<>();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnEachOperator();
    }

    private static Recorder<Long> recordOnAParallelThread(Mono<Long> source) throws InterruptedException {
        Recorder<Long> recorder = Recorder.ofAll();
        source.subscribeOn(Schedulers.parallel()).subscribe(recorder);
        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        return recorder;
    }

    @Test
    void g1_control_blockingInsideASourceOnAParallelThread_isAllowed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Mono<Long> blocking = Mono.create(sink -> {
            try {
                sink.success(never.await(1, TimeUnit.MILLISECONDS) ? 1L : 0L);
            } catch (InterruptedException e) {
                sink.error(e);
            }
        });

        recordOnAParallelThread(blocking).assertCompleted();
    }

    @Test
    void g1_runningALoopOnAParallelThread_isOnError() throws Exception {
        Recorder<Long> recorder = recordOnAParallelThread(LoopMono.run(() -> 1L));

        recorder.assertFailed(IllegalStateException.class);
        assertThat(recorder.errors.get(0)).hasMessageContaining("which must not block");
    }

    @Test
    void g2_control_blockOnAParallelThread_isRefused() throws Exception {
        Recorder<Long> recorder =
                recordOnAParallelThread(Mono.fromSupplier(() -> Mono.delay(HOUR).block()));

        recorder.assertFailed(IllegalStateException.class);
        assertThat(recorder.errors.get(0))
                .hasMessageContaining("are blocking, which is not supported in thread parallel-");
    }

    @Test
    void g2_blockInABody_isRefused() {
        Recorder<Long> recorder = Recorder.ofAll();

        LoopMono.run(() -> Mono.delay(HOUR).block()).subscribe(recorder);

        recorder.assertFailed(IllegalStateException.class);
        assertThat(recorder.errors.get(0)).hasMessageContaining("are blocking, which is not supported in thread ");
    }

    /** Reactor replaces the schedulers that it makes, and no other. */
    @Test
    void g3_control_virtualTime_doesNotReachACustomScheduler() {
        ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1);
        Supplier<Mono<Long>> source = () -> Mono.delay(HOUR, Schedulers.fromExecutorService(executor));

        assertThatThrownBy(() -> StepVerifier.withVirtualTime(source)
                        .thenAwait(HOUR)
                        .expectNext(0L)
                        .expectComplete()
                        .verify(Duration.ofMillis(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("timed out");
        executor.shutdownNow();
    }

    @Test
    void g3_virtualTimeOfTheTest_reachesALoopsScheduler() {
        StepVerifier.withVirtualTime(() -> {
                    EventLoop loop = VirtualLoops.sharedWith(VirtualTimeScheduler.get());
                    return Mono.delay(HOUR, LoopSchedulers.from(loop)).doFinally(end -> loop.close());
                })
                .thenAwait(HOUR)
                .expectNext(0L)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    /** Virtual time that the loop itself keeps reaches its sources, with no scheduler in between. */
    @Test
    void g3_virtualTimeOfTheLoop_reachesItsSources() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            StepVerifier.create(LoopFlux.interval(time.loop(), HOUR).take(3))
                    .then(() -> time.advance(HOUR))
                    .expectNext(0L)
                    .then(() -> time.advance(HOUR.multipliedBy(2)))
                    .expectNext(1L, 2L)
                    .verifyComplete();
        }
    }

    private void noteAssembly() {
        Hooks.onEachOperator(publisher -> {
            assembled.add(publisher);
            return publisher;
        });
    }

    @Test
    void g4_control_aForeignSource_passesTheHooksBy() {
        noteAssembly();

        Mono<Long> unused = new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Long> actual) {}
        };

        assertThat(assembled).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void g4_source_passesTheHooks(Factory factory) {
        noteAssembly();

        Publisher<Object> source = factory.failing();

        assertThat(assembled).containsExactly(source);
    }

    static Stream<Throwable> fatal() {
        return Stream.of(
                new StackOverflowError("deep"), new NoClassDefFoundError("gone"), new IllegalStateException("plain"));
    }

    @Test
    void g6_control_throwingInSubscribe_isOnError() {
        IllegalStateException thrown = new IllegalStateException("plain");
        Mono<Long> throwing = new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Long> actual) {
                throw thrown;
            }
        };
        Recorder<Long> recorder = Recorder.ofAll();

        throwing.map(n -> n).subscribe(recorder);

        recorder.assertFailed(IllegalStateException.class);
        assertThat(recorder.errors).containsExactly(thrown);
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void g6_bodyThrowsWhateverThereIs_isToldByEachVerb(Throwable thrown) throws Exception {
        Coroutine<Long> body = () -> {
            throw Exceptions.propagate(thrown);
        };
        List<Recorder<Long>> recorders = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((where, context) -> {}) // a fatal error tears through a shared loop, and is reported
                .build();
        try (EventLoopThread host = EventLoopThread.start(loop)) {
            for (Mono<Long> mono : List.of(
                    LoopMono.run(body),
                    LoopMono.runUntilComplete(EventLoop.create(), body),
                    LoopMono.submit(host.loop(), body),
                    LoopMono.fromTask(host.loop().submit(body)))) {
                Recorder<Long> each = Recorder.ofAll();
                mono.subscribe(each);
                recorders.add(each);
            }
            for (Recorder<Long> each : recorders) {
                assertThat(each.ended.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(Exceptions.unwrap(each.errors.get(0))).isSameAs(thrown);
                assertThat(each.terminals()).isEqualTo(1);
            }
            Awaitility.await().until(host.loop()::isRunning); // again, after the errors that tore it
        }
    }
}
