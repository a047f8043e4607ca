package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Work that is always ready, and so keeps its loop: others come through, and a close is heard. */
class StarvedLoopTest {
    private final EventLoopThread host = EventLoopThread.start("shared");
    private final EventLoop loop = host.loop();
    private final Scheduler ups = Schedulers.newSingle("ups");
    private final CountDownLatch busy = new CountDownLatch(1_000);
    private Disposable hot = () -> {};

    @AfterEach
    void close() {
        hot.dispose();
        ups.dispose();
        host.close();
    }

    /** Never catches up with its upstream. */
    private Flux<Integer> flood() {
        return Flux.<Integer>generate(sink -> sink.next(1))
                .subscribeOn(ups)
                .publishOn(LoopSchedulers.from(loop))
                .doOnNext(item -> work());
    }

    /** Slower than what feeds it, on a busy machine too. */
    private void work() {
        busy.countDown();
        long end = System.nanoTime() + 100_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private Flux<Long> alwaysReady() {
        return LoopFlux.<Long>submit(loop, out -> {
                    for (long n = 0; ; n++) {
                        out.emit(n);
                    }
                })
                .doOnNext(item -> busy.countDown());
    }

    private Mono<Object> awaitingWhatIsDone() {
        return LoopMono.submit(loop, () -> {
            LoopFuture<Integer> done = loop.createFuture();
            done.setResult(1);
            for (; ; ) {
                await(done);
                busy.countDown();
            }
        });
    }

    private Recorder<Object> begin(Publisher<?> source) throws InterruptedException {
        Recorder<Object> recorder = Recorder.ofAll();
        Flux<Object> all = Flux.from(source);
        hot = () -> recorder.subscription().cancel();
        all.subscribe(recorder);
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        return recorder;
    }

    private void assertToldOfShutdown(Recorder<Object> recorder) throws InterruptedException {
        var unused = loop.shutdown(Duration.ZERO);

        assertThat(recorder.ended.await(5, TimeUnit.SECONDS)).isTrue();
        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void shutdown_besideABusyPublishOn_tellsItsSubscriber() throws Exception {
        assertToldOfShutdown(begin(flood()));
    }

    @Test
    void shutdown_besideABusyPublishOnBehindAGuard_tellsItsSubscriber() throws Exception {
        assertToldOfShutdown(begin(flood().transform(LoopOperators.failOnClose(loop))));
    }

    @Test
    void shutdown_besideAnEmitThatIsAlwaysReady_tellsItsSubscriber() throws Exception {
        assertToldOfShutdown(begin(alwaysReady()));
    }

    @Test
    void shutdown_besideAwaitsOfWhatIsDone_tellsItsSubscriber() throws Exception {
        assertToldOfShutdown(begin(awaitingWhatIsDone()));
    }

    @Test
    void callLater_besideAnEmitThatIsAlwaysReady_comesDue() throws Exception {
        begin(alwaysReady());
        CountDownLatch due = new CountDownLatch(1);

        loop.callLater(Duration.ofMillis(10), due::countDown);

        assertThat(due.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void submit_besideAnEmitThatIsAlwaysReady_isServed() throws Exception {
        begin(alwaysReady());

        String served = LoopMono.submit(loop, () -> "served").block(Duration.ofSeconds(5));

        assertThat(served).isEqualTo("served");
    }

    @Test
    void callLater_besideAwaitsOfWhatIsDone_comesDue() throws Exception {
        begin(awaitingWhatIsDone());
        CountDownLatch due = new CountDownLatch(1);

        loop.callLater(Duration.ofMillis(10), due::countDown);

        assertThat(due.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
