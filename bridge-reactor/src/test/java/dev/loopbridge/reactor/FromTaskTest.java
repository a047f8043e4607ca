package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A hot view of a task among Reactor's operators. */
class FromTaskTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final AtomicInteger times = new AtomicInteger();

    private Task<Integer> anHourOfWork() {
        return time.loop().createTask(() -> {
            await(Tasks.sleep(HOUR));
            return times.incrementAndGet();
        });
    }

    @AfterEach
    void noTaskIsLeft() {
        assertThat(Tasks.all(time.loop())).isEmpty();
        time.close();
    }

    @Test
    void subscribe_twice_runsTheTaskOnce() {
        Mono<Integer> mono = LoopMono.fromTask(anHourOfWork());

        StepVerifier.create(Flux.merge(mono, mono).concatWith(mono))
                .then(() -> time.advance(HOUR))
                .expectNext(1, 1, 1)
                .verifyComplete();
    }

    @Test
    void timeout_cancelsTheTask() {
        Task<Integer> task = anHourOfWork();

        StepVerifier.create(LoopMono.fromTask(task).takeUntilOther(LoopMono.delay(time.loop(), HOUR.dividedBy(2))))
                .then(() -> time.advance(HOUR))
                .verifyComplete();

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void timeout_suppressed_leavesTheTask() {
        Task<Integer> task = anHourOfWork();

        StepVerifier.create(LoopMono.fromTask(task, /* suppressCancel= */ true)
                        .takeUntilOther(LoopMono.delay(time.loop(), HOUR.dividedBy(2))))
                .then(() -> time.advance(HOUR))
                .verifyComplete();

        assertThat(task.result()).isEqualTo(1);
    }

    @Test
    void cancel_bySomebodyElse_isAnErrorThatRetryCannotHelp() {
        Task<Integer> task = anHourOfWork();

        StepVerifier.create(LoopMono.fromTask(task).retry(3))
                .then(() -> {
                    task.cancel();
                    time.runReady();
                })
                .expectError(CancellationException.class)
                .verify();
    }

    @Test
    void signals_runOnTheHomeThreadOrWhereOneSubscribes() {
        try (EventLoopThread host = EventLoopThread.start("home")) {
            LoopFuture<Integer> gate = host.loop().createFuture();
            Task<Integer> task = host.loop().submit(() -> await(gate));
            Mono<String> where =
                    LoopMono.fromTask(task).map(n -> Thread.currentThread().getName());

            StepVerifier.create(where)
                    .then(() -> host.loop().execute(() -> gate.setResult(1)))
                    .expectNext("home")
                    .verifyComplete();
            StepVerifier.create(where)
                    .expectNext(Thread.currentThread().getName())
                    .verifyComplete();
        }
    }
}
