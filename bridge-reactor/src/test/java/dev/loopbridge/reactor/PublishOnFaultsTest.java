package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A subscriber behind a publishOn that throws at its end, which was its end. */
class PublishOnFaultsTest {
    private final EventLoop loop = EventLoop.create();

    @Test
    void onComplete_throwingBehindAPublishOn_hasNoSecondEndAtTheClose() {
        Schedulers.onHandleError((thread, error) -> {});
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
        FaultySubscriber subscriber = FaultySubscriber.throwing(new IllegalStateException("end"), "onComplete");
        try {
            Flux.<Object>just(1, 2).publishOn(LoopSchedulers.from(loop)).subscribe(subscriber);
            loop.runUntilComplete(() -> 1);

            loop.close();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
            Schedulers.resetOnHandleError();
        }

        assertThat(subscriber.signals).containsExactly("onNext 1", "onNext 2", "onComplete");
    }
}
