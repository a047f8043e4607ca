package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.DrivenLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A body on a loop that somebody else runs. */
final class SubmittedSubscription<T> extends BodySubscription<T> {
    /** The loop's, when a cancel closes it; null if it leaves it. */
    private final @Nullable Duration grace;

    SubmittedSubscription(
            DrivenLoop loop, Launch.Body<T> body, LoopSubscriber<? super T> subscriber, @Nullable Duration grace) {
        super(loop, body, subscriber, /* shared= */ true);
        this.grace = grace;
    }

    @Override
    LoopUse use() {
        return LoopUse.OF_A_RUNNING_LOOP;
    }

    @Override
    void launch(Task<@Nullable T> created) {
        loop.submit(created);
    }

    @Override
    boolean signal(T item) {
        return subscriber.tryOnNext(item);
    }

    @Override
    void onTaskDone() {
        concludeAtHome();
    }

    @Override
    void onCancel() {
        if (grace == null) {
            cancelTask();
        } else {
            loop.shutdown(grace, DISPOSE);
        }
    }
}
