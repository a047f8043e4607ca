package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.core.MutableContext;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/**
 * The first step of an eager task, which is part of the step or callback that creates it.
 *
 * @param own the stack of its body
 * @param caller who goes on when that first suspends; null is the home thread
 */
record EagerStart(Carrier own, @Nullable Carrier caller) {
    /** Runs the body of {@code task} at once up to where it first suspends. */
    @HolderOnly
    static void of(LoopTask<?> task) {
        TaskLoop loop = task.loop;
        loop.refuseIfClosed();
        LoopTask<?> outer = loop.currentTask();
        MutableContext outerContext = loop.context();
        Carrier caller = outer == null ? null : requireNonNull(outer.present());
        Carrier own = task.carrier();
        own.nestIn(caller);
        task.beginEagerly(new EagerStart(own, caller));
        loop.setCurrentTask(task);
        try {
            if (caller == null) {
                loop.engine().resume(task);
            } else {
                caller.switchTo(own);
            }
        } catch (IllegalStateException pinned) {
            loop.tasks().remove(task); // it has not begun, and nobody has it
            throw pinned;
        } catch (Throwable noThread) {
            if (caller == null) {
                throw noThread; // it is the body's, and tears
            }
            task.abort(noThread);
        } finally {
            loop.setCurrentTask(outer);
            loop.setContext(outerContext);
        }
    }

    /** The body suspends for the first time: who created the task goes on. Returns when the task's turn has come. */
    void leave(Carrier present) {
        own.unnest();
        try {
            present.switchTo(caller);
        } catch (Throwable notLeft) {
            own.nestIn(caller);
            throw notLeft;
        }
    }
}
