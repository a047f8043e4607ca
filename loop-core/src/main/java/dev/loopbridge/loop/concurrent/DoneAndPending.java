package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.LoopFuture;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What {@link Tasks#wait(Iterable) wait} saw when it returned; each set in the order of the arguments.
 *
 * @param done finished or cancelled
 * @param pending the rest, left alone
 * @param <F> the type of the futures
 */
public record DoneAndPending<F extends LoopFuture<?>>(Set<F> done, Set<F> pending) {
    /** Copies both, in their order. */
    public DoneAndPending {
        done = Collections.unmodifiableSet(new LinkedHashSet<>(done));
        pending = Collections.unmodifiableSet(new LinkedHashSet<>(pending));
    }

    static <F extends LoopFuture<?>> DoneAndPending<F> of(Set<F> futures) {
        Set<F> done = new LinkedHashSet<>(futures);
        done.removeIf(future -> !future.isDone());
        Set<F> pending = new LinkedHashSet<>(futures);
        pending.removeAll(done);
        return new DoneAndPending<>(done, pending);
    }
}
