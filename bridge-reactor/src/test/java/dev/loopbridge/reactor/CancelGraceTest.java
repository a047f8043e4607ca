package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A cancel on a thread that must not block: the grace is that of the thread which runs the loop. */
class CancelGraceTest {
    private static final LaunchOptions PATIENT = LaunchOptions.defaults().grace(Duration.ofMinutes(1));

    private final CountDownLatch used = new CountDownLatch(1);
    private final CountDownLatch cleaningUp = new CountDownLatch(1);
    private final CompletableFuture<String> connectionClosed = new CompletableFuture<>();
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    /** Its clean-up awaits what another thread brings. */
    private <T> T use(Coroutine<T> work) throws Exception {
        used.countDown();
        try {
            return work.run();
        } finally {
            cleaningUp.countDown();
            await(connectionClosed);
            cleanedUp.countDown();
        }
    }

    private Object sleepLong() throws Exception {
        return use(() -> await(Tasks.sleep(Duration.ofMinutes(1))));
    }

    private void assertCleansUp() throws InterruptedException {
        assertThat(cleaningUp.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS) // the clean-up waits by then
                .execute(() -> connectionClosed.complete("closed"));
        assertThat(cleanedUp.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void disposeOnParallel(Disposable subscription) throws InterruptedException {
        assertThat(used.await(10, TimeUnit.SECONDS)).isTrue();
        Schedulers.parallel().schedule(subscription::dispose);
    }

    @Test
    void run_disposedOnAParallelThread_letsFinallyAwait() throws Exception {
        Mono<Object> own = LoopMono.run(this::sleepLong, PATIENT).subscribeOn(Schedulers.boundedElastic());

        disposeOnParallel(own.subscribe());

        assertCleansUp();
    }

    @Test
    void run_withATimeout_letsFinallyAwait() throws Exception {
        Mono<Object> own = LoopMono.run(this::sleepLong, PATIENT).subscribeOn(Schedulers.boundedElastic());

        own.timeout(Duration.ofMillis(200), Mono.empty()).block(Duration.ofSeconds(10));

        assertCleansUp();
    }

    @Test
    void offloadedRun_pausedAndCancelledOnAParallelThread_letsFinallyAwait() throws Exception {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(1));
        LoopFlux.<Integer>run(
                        out -> use(() -> {
                            out.emit(1);
                            out.emit(2);
                            return null;
                        }),
                        PATIENT.offload(job -> new Thread(job, "offloaded").start()))
                .subscribeOn(Schedulers.parallel())
                .subscribe(recorder);

        disposeOnParallel(() -> recorder.subscription().cancel());

        assertCleansUp();
    }

    @Test
    void submit_disposedOnAParallelThread_letsFinallyAwait() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("db")) {
            Disposable subscription =
                    LoopMono.submit(host.loop(), this::sleepLong).subscribe();

            disposeOnParallel(subscription);

            assertCleansUp();
        }
    }

    @Test
    void cancel_onAThreadThatMustNotBlock_doesNotWaitForTheCleanUp() throws Exception {
        Disposable subscription = LoopMono.run(this::sleepLong, PATIENT)
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe();
        assertThat(used.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch returned = new CountDownLatch(1);

        Schedulers.parallel().schedule(() -> {
            subscription.dispose();
            returned.countDown();
        });

        assertThat(returned.await(2, TimeUnit.SECONDS)).isTrue();
        assertCleansUp();
    }
}
