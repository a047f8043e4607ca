package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The stack overflows within a signal through a guard, at any depth: the close ends the flow all the same. */
class GuardOverflowTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoop loop = EventLoop.create();
    private final Recorder recorder = new Recorder();

    /** Calls {@code signal} at each of the last frames of the stack. */
    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int atTheLastFrames(Runnable signal) {
        int left = 0;
        try {
            left = atTheLastFrames(signal);
            if (left == 0) {
                return 0;
            }
        } catch (StackOverflowError deepest) {
            left = 200;
        }
        try {
            signal.run();
        } catch (StackOverflowError expected) {
            return left;
        }
        return left - 1;
    }

    private static void onASmallStack(Runnable signal) throws InterruptedException {
        Thread thread = new Thread(null, () -> atTheLastFrames(signal), "small", 256 * 1024);
        thread.start();
        thread.join();
    }

    @RepeatedTest(3)
    void onNext_overflowingInAGuardOfAFlowable_leavesItToTheClose() throws Exception {
        AtomicReference<Subscriber<? super Integer>> guard = new AtomicReference<>();
        Flowable.<Integer>unsafeCreate(subscriber -> {
                    guard.set(subscriber);
                    subscriber.onSubscribe(new Subscription() {
                        @Override
                        public void request(long n) {}

                        @Override
                        public void cancel() {}
                    });
                })
                .compose(LoopTransformers.failOnClose(loop))
                .subscribe(recorder);

        onASmallStack(() -> guard.get().onNext(1));
        loop.close();

        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @RepeatedTest(3)
    void onNext_overflowingInAGuardOfAnObservable_leavesItToTheClose() throws Exception {
        AtomicReference<Observer<? super Integer>> guard = new AtomicReference<>();
        Observable.<Integer>unsafeCreate(observer -> {
                    guard.set(observer);
                    observer.onSubscribe(Disposable.empty());
                })
                .compose(LoopTransformers.failOnClose(loop))
                .subscribe(recorder);

        onASmallStack(() -> guard.get().onNext(1));
        loop.close();

        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
    }
}
