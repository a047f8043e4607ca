package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.NativeLoop;
import org.jspecify.annotations.Nullable;

/** A body on a loop that somebody else runs. */
final class SubmittedSubscription<T> extends BodySubscription<T> {
    SubmittedSubscription(NativeLoop loop, Launch.Body<T> body, LoopSubscriber<? super T> subscriber) {
        super(loop, body, subscriber);
    }

    @Override
    @SuppressWarnings("NullAway") // the task's result is nullable
    Task<@Nullable T> launch() {
        RuntimeException failure = failure();
        if (failure != null) {
            throw failure;
        }
        return loop.submit(() -> runBody());
    }

    @Override
    boolean mayHaveBegun() {
        return true;
    }

    @Override
    void wake() {}

    @Override
    void setPaused(boolean paused) {}

    @Override
    boolean signal(T item) {
        return subscriber.tryOnNext(item);
    }

    @Override
    void onTaskDone() {
        loop.post(this::conclude);
    }

    @Override
    void onCancel() {
        cancelTask();
    }
}
