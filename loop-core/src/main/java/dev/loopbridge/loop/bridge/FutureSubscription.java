package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.DrivenLoop;
import org.jspecify.annotations.Nullable;

/** A view of a future that is on its way whether anybody subscribes or not. */
final class FutureSubscription<T> extends PhasedSubscription<T> {
    private final LoopFuture<? extends @Nullable T> future;
    private final boolean suppressCancel;

    /** Who is in {@link #begin()} now. */
    private volatile @Nullable Thread beginning;

    /** Takes this out of those who wait for the future: it may live long, and its subscribers come and go. */
    private volatile @Nullable Registration observing;

    FutureSubscription(
            LoopFuture<? extends @Nullable T> future, boolean suppressCancel, LoopSubscriber<? super T> subscriber) {
        super((DrivenLoop) future.loop(), subscriber, /* shared= */ true);
        this.future = future;
        this.suppressCancel = suppressCancel;
    }

    @Override
    void begin() {
        if (failure() != null) {
            onFailure();
            return;
        }
        beginning = Thread.currentThread();
        observing = loop.observe(future, this::onDone);
        beginning = null;
        if (suppressCancel && isOver()) {
            stopObserving(); // cancelled when there was nothing to take out yet
        }
    }

    @Override
    boolean needsLoop() {
        return !future.isDone();
    }

    private void onDone() {
        if (Thread.currentThread() == beginning) {
            concludeAs(future); // done already, and its loop may never run again
        } else {
            concludeAtHome(future);
        }
    }

    @Override
    void onDemand() {}

    private void stopObserving() {
        Registration present = observing;
        if (present != null) {
            present.cancel();
        }
    }

    @Override
    void onCancel() {
        if (suppressCancel) {
            stopObserving(); // what the task ends with is for others
        } else {
            cancelSource(future);
        }
    }

    @Override
    void onFailure() {
        onCancel();
        endFailed();
    }
}
