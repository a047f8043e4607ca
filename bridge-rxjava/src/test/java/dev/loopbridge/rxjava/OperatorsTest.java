package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subjects.PublishSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperatorsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoopThread host = EventLoopThread.start("host");
    private final EventLoop loop = host.loop();
    private final TestScheduler clock = new TestScheduler();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @Test
    void flatMap_overRun_closesEachLoop() {
        List<EventLoop> loops = new CopyOnWriteArrayList<>();

        Flowable.range(1, 100)
                .flatMap(n -> LoopFlowable.<Integer>run(out -> {
                    loops.add(EventLoops.getRunningLoop());
                    out.emit(n);
                    out.emit(-n);
                }))
                .test()
                .assertValueCount(200)
                .assertComplete();

        assertThat(loops).hasSize(100).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    @Test
    void flatMap_ofARunInsideAnotherRunsOnNext_runsItThere() {
        LoopFlowable.<Integer>run(out -> {
                    out.emit(1);
                    out.emit(2);
                })
                .flatMapSingle(n -> LoopSingle.run(() -> n * 10))
                .test()
                .assertResult(10, 20);
    }

    @Test
    void zip_ofSubmittedSingles_runsThemSideBySide() {
        LoopFuture<String> fromRight = loop.createFuture();
        Single<String> left = LoopSingle.submit(loop, () -> await(fromRight));
        Single<String> right = LoopSingle.submit(loop, () -> {
            fromRight.setResult("given");
            return "right";
        });

        TestObserver<String> observer =
                Single.zip(left, right, (a, b) -> a + " by " + b).test();

        observer.awaitDone(10, TimeUnit.SECONDS).assertResult("given by right");
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void retry_ofRun_takesANewLoopEachTime() {
        List<EventLoop> loops = new CopyOnWriteArrayList<>();

        LoopSingle.run(() -> {
                    loops.add(EventLoops.getRunningLoop());
                    if (loops.size() < 3) {
                        throw new IOException("not yet");
                    }
                    return "result";
                })
                .retry(2)
                .test()
                .assertResult("result");

        assertThat(loops).hasSize(3).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    @Test
    void timeout_ofSubmit_cancelsTheBodyAndLeavesTheLoop() throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch unwound = new CountDownLatch(1);
        TestObserver<Void> observer = LoopSingle.<Void>submit(loop, () -> sleepForAnHour(sleeping, unwound))
                .timeout(1, TimeUnit.SECONDS, clock)
                .test();
        assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();

        clock.advanceTimeBy(1, TimeUnit.SECONDS);

        observer.assertFailure(TimeoutException.class);
        assertThat(unwound.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void timeout_ofRunOnAnotherThread_closesItsLoop() throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch unwound = new CountDownLatch(1);
        CompletableFuture<EventLoop> used = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        TestObserver<Void> observer = LoopSingle.<Void>run(() -> {
                    used.complete(EventLoops.getRunningLoop());
                    return sleepForAnHour(sleeping, unwound);
                })
                .subscribeOn(Schedulers.io())
                .timeout(1, TimeUnit.SECONDS, clock)
                .test();
        assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
        used.get().onClose(why -> closed.countDown());

        clock.advanceTimeBy(1, TimeUnit.SECONDS);

        observer.assertFailure(TimeoutException.class);
        assertThat(unwound.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void switchMap_toTheNext_cancelsTheBodyBefore() throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch unwound = new CountDownLatch(1);
        PublishSubject<Integer> source = PublishSubject.create();
        TestObserver<String> observer = source.switchMap(n -> LoopObservable.<String>submit(loop, out -> {
                    out.emit("begin " + n);
                    if (n == 1) {
                        sleepForAnHour(sleeping, unwound);
                    }
                    out.emit("end " + n);
                }))
                .test();
        source.onNext(1);
        assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();

        source.onNext(2);
        source.onComplete();

        observer.awaitDone(10, TimeUnit.SECONDS).assertResult("begin 1", "begin 2", "end 2");
        assertThat(unwound.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void compose_ofASubmittingTransformer_runsEachOnTheLoop() {
        FlowableTransformer<Integer, String> onLoop = upstream -> upstream.concatMapSingle(n -> LoopSingle.submit(
                loop, () -> n + " on " + EventLoops.getRunningLoop().name()));

        Flowable.range(1, 3)
                .compose(onLoop)
                .test()
                .awaitDone(10, TimeUnit.SECONDS)
                .assertResult("1 on host", "2 on host", "3 on host");

        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void take_ofAnEndlessRunUntilComplete_closesTheLoop() {
        AtomicInteger unwound = new AtomicInteger();
        try (EventLoop mine = EventLoop.create()) {
            LoopFlowable.<Integer>runUntilComplete(mine, out -> {
                        try {
                            for (int n = 1; ; n++) {
                                out.emit(n);
                            }
                        } finally {
                            unwound.incrementAndGet();
                        }
                    })
                    .take(3)
                    .test()
                    .assertResult(1, 2, 3);

            assertThat(unwound).hasValue(1);
            assertThat(mine.isClosed()).isTrue();
        }
    }

    private static Void sleepForAnHour(CountDownLatch sleeping, CountDownLatch unwound) {
        sleeping.countDown();
        try {
            return await(Tasks.sleep(Duration.ofHours(1)));
        } finally {
            unwound.countDown();
        }
    }
}
