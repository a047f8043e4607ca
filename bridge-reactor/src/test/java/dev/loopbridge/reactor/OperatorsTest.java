package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The sources among Reactor's operators. */
class OperatorsTest {
    private final List<EventLoop> loops = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch unwound = new CountDownLatch(1);

    private void noteLoop() {
        loops.add(EventLoops.getRunningLoop());
    }

    private Integer sleepAnHour() {
        noteLoop();
        begun.countDown();
        try {
            await(Tasks.sleep(Duration.ofHours(1)));
            return 1;
        } finally {
            unwound.countDown();
        }
    }

    @Test
    void flatMap_toRuns_givesEachItsLoopAndClosesThem() {
        Flux<Integer> flux = Flux.range(1, 5)
                .flatMap(n -> LoopMono.run(() -> {
                    noteLoop();
                    Tasks.yieldNow();
                    return 10 * n;
                }));

        StepVerifier.create(flux).expectNext(10, 20, 30, 40, 50).verifyComplete();
        assertThat(loops).hasSize(5).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    @Test
    void flatMap_ofARunToRuns_drivesThemWithinOnNext() {
        Flux<Integer> flux = LoopFlux.<Integer>run(out -> {
                    noteLoop();
                    for (int n = 1; n <= 5; n++) {
                        out.emit(n);
                    }
                })
                .flatMap(n -> LoopMono.run(() -> {
                    noteLoop();
                    Tasks.yieldNow();
                    return 10 * n;
                }));

        StepVerifier.create(flux).expectNext(10, 20, 30, 40, 50).verifyComplete();
        assertThat(loops).hasSize(6).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    @Test
    void flatMap_toSubmits_givesAllAndLeavesTheLoop() {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Flux<Integer> flux = Flux.range(1, 500)
                    .flatMap(n -> LoopMono.submit(host.loop(), () -> {
                        Tasks.yieldNow();
                        return n;
                    }));

            StepVerifier.create(flux.collectSortedList())
                    .expectNext(IntStream.rangeClosed(1, 500).boxed().toList())
                    .verifyComplete();
            assertThat(host.loop().isRunning()).isTrue();
        }
    }

    @Test
    void zip_ofMonos_pairsThem() {
        Mono<Integer> sum = Mono.zip(LoopMono.run(() -> 1), LoopMono.run(() -> 2), Integer::sum);

        StepVerifier.create(sum).expectNext(3).verifyComplete();
    }

    @Test
    void zip_ofSubmits_pairsThem() {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Flux<Integer> zipped = Flux.zip(
                    LoopFlux.submit(host.loop(), out -> emitUpTo(1_000, out::emit)),
                    LoopFlux.submit(host.loop(), out -> emitUpTo(1_000, out::emit)),
                    Integer::sum);

            StepVerifier.create(zipped.last()).expectNext(2_000).verifyComplete();
            assertThat(host.loop().isRunning()).isTrue();
        }
    }

    private static void emitUpTo(int size, Consumer<Integer> out) {
        for (int n = 1; n <= size; n++) {
            out.accept(n);
        }
    }

    @Test
    void retry_ofARun_takesANewLoopEachTimeAndClosesAll() {
        Mono<Integer> mono = LoopMono.<Integer>run(() -> {
                    noteLoop();
                    if (loops.size() < 3) {
                        throw new IOException("attempt " + loops.size());
                    }
                    return 7;
                })
                .retry(2);

        StepVerifier.create(mono).expectNext(7).verifyComplete();
        assertThat(loops).hasSize(3).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    @Test
    void timeout_ofARun_failsUnwindsAndClosesTheLoop() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        Recorder<Integer> recorder = Recorder.ofAll();
        LoopMono.run(this::sleepAnHour)
                .timeout(Duration.ofSeconds(3), time)
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe(recorder);
        begun.await();

        time.advanceTimeBy(Duration.ofSeconds(3));
        unwound.await();

        recorder.assertFailed(TimeoutException.class);
        Awaitility.await()
                .untilAsserted(() -> assertThat(loops.get(0).isClosed()).isTrue());
    }

    @Test
    void timeout_ofASubmit_failsUnwindsAndLeavesTheLoop() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            VirtualTimeScheduler time = VirtualTimeScheduler.create();
            Recorder<Integer> recorder = Recorder.ofAll();
            LoopMono.submit(host.loop(), this::sleepAnHour)
                    .timeout(Duration.ofSeconds(3), time)
                    .subscribe(recorder);
            begun.await();

            time.advanceTimeBy(Duration.ofSeconds(3));
            unwound.await();

            recorder.assertFailed(TimeoutException.class);
            assertThat(host.loop().isRunning()).isTrue();
        }
    }

    @Test
    void take_ofARun_runsTheFinallyBlockBeforeTheLoopCloses() {
        List<String> steps = new ArrayList<>();
        Flux<Integer> flux = LoopFlux.run(out -> {
            EventLoops.getRunningLoop().onClose(closed -> steps.add("closed"));
            try {
                for (int n = 1; ; n++) {
                    out.emit(n);
                }
            } finally {
                steps.add("finally");
            }
        });

        StepVerifier.create(flux.take(3)).expectNext(1, 2, 3).verifyComplete();

        assertThat(steps).containsExactly("finally", "closed");
    }

    @Test
    void take_ofARunWhoseFinallyBlockAwaits_cancelsItOnce() {
        List<String> steps = new ArrayList<>();

        StepVerifier.create(LoopFlux.run(countingUntilUnwound(steps)).take(3))
                .expectNext(1, 2, 3)
                .verifyComplete();

        assertThat(steps).containsExactly("begins to unwind", "unwound");
    }

    @Test
    void take_ofASubmitWhoseFinallyBlockAwaits_cancelsItOnce() throws Exception {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        try (EventLoopThread host = EventLoopThread.start("host")) {
            StepVerifier.create(LoopFlux.submit(host.loop(), countingUntilUnwound(steps))
                            .take(3))
                    .expectNext(1, 2, 3)
                    .verifyComplete();
            unwound.await();
        }

        assertThat(steps).containsExactly("begins to unwind", "unwound");
    }

    private Generator<Integer> countingUntilUnwound(List<String> steps) {
        return out -> {
            try {
                for (int n = 1; ; n++) {
                    out.emit(n);
                }
            } finally {
                steps.add("begins to unwind");
                try {
                    await(Tasks.sleep(Duration.ofMillis(1)));
                    steps.add("unwound");
                } finally {
                    unwound.countDown();
                }
            }
        };
    }

    @Test
    void onErrorResume_onAClosedLoop_getsTheReason() {
        EventLoop loop = EventLoop.create();
        loop.close();

        Mono<String> mono =
                LoopMono.runUntilComplete(loop, () -> "never").onErrorResume(error -> Mono.just(error.getMessage()));

        StepVerifier.create(mono)
                .assertNext(message -> assertThat(message)
                        .startsWith("Event loop is closed: loop \"" + loop.name() + "\" was closed by close()"))
                .verifyComplete();
    }
}
