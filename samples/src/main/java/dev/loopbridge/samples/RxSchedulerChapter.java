package dev.loopbridge.samples;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.rxjava.LoopSchedulers;
import dev.loopbridge.rxjava.LoopTransformers;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** RxJava's operators on a loop. */
final class RxSchedulerChapter {
    private RxSchedulerChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("RxJava on the loop");
        narrator.expect("Single.timer() on an executor, shut down: told nothing", false, () -> {
            ExecutorService executor = Executors.newSingleThreadScheduledExecutor();
            CompletableFuture<Long> told = Single.timer(1, TimeUnit.HOURS, Schedulers.from(executor))
                    .toCompletionStage()
                    .toCompletableFuture();
            executor.shutdownNow();
            return told.isDone();
        });
        narrator.expectClosed("on a loop that is closed, with failOnClose(): onError", () -> {
            EventLoopThread host = EventLoopThread.start("rx timers");
            CompletableFuture<Long> told = Single.timer(1, TimeUnit.HOURS, LoopSchedulers.from(host.loop()))
                    .compose(LoopTransformers.failOnClose(host.loop()))
                    .toCompletionStage()
                    .toCompletableFuture();
            host.close();
            return told.handle((tick, error) -> error).get();
        });
        narrator.expectClosed("the same for every flow, by a plugin", () -> {
            EventLoopThread host = EventLoopThread.start("rx plugin");
            LoopTransformers.enableFailOnClose();
            CompletableFuture<Integer> told = Flowable.<Integer>never()
                    .observeOn(LoopSchedulers.from(host.loop()))
                    .firstOrErrorStage()
                    .toCompletableFuture();
            LoopTransformers.disableFailOnClose();
            host.close();
            return told.handle((item, error) -> error).get();
        });
    }
}
