package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.Registry;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.queue.RemoteCallback;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/** The failures of one loop that nobody has asked for yet. */
@AnyThread // but for the close
public final class UnheardFailures {
    /*
     * As in CPython, a failure is reported once its future is collected, since then nobody can ask for it any more; the rest is
     * reported by the close. What is kept of a future that failed is its exception, and what a report tells; never the future.
     * Somebody has to look whether one was collected: whoever adds the next, and, for a loop on which nothing fails any more,
     * a look every second while there is any.
     */
    private record Kept(Registry<UnheardFailure> waiting, ReferenceQueue<SettableFuture<?>> collected) {}

    private static final VarHandle KEPT =
            FieldHandle.of(MethodHandles.lookup(), UnheardFailures.class, "kept", Kept.class);

    private final TaskLoop loop;

    /** Made at the first failure: most loops have none. */
    private volatile @Nullable Kept kept;

    UnheardFailures(TaskLoop loop) {
        this.loop = loop;
    }

    /** {@return what to {@link UnheardFailure#hear() tell} when somebody asks; null if there is nobody left to report to} */
    @Nullable
    UnheardFailure add(SettableFuture<?> future, Throwable error) {
        if (loop.hasClosed()) {
            return null;
        }
        Kept mine = kept();
        UnheardFailure failure = new UnheardFailure(future, error, mine.collected);
        Registration listing = mine.waiting.add(failure);
        if (listing == null) {
            return null;
        }
        failure.listedAs(listing);
        reportCollected(mine);
        UnheardWatch.add(this);
        return failure;
    }

    private Kept kept() {
        Kept present = kept;
        if (present == null) {
            KEPT.compareAndSet(this, (Kept) null, new Kept(new Registry<>(), new ReferenceQueue<>()));
            present = kept;
        }
        return requireNonNull(present);
    }

    /** {@return whether there are more to wait for} Reports those whose futures are gone, on the home thread. */
    boolean reportCollected() {
        Kept mine = kept;
        if (mine == null || loop.hasClosed()) {
            return false;
        }
        reportCollected(mine);
        return mine.waiting.size() > 0;
    }

    private void reportCollected(Kept mine) {
        for (Reference<?> next = mine.collected.poll(); next != null; next = mine.collected.poll()) {
            UnheardFailure gone = (UnheardFailure) next;
            if (gone.claim()) {
                loop.deliver(new RemoteCallback(() -> gone.report(loop))); // the handler is the home thread's
            }
        }
    }

    /** The loop closes: nobody will ask any more. */
    public void reportAll() {
        Kept mine = kept;
        if (mine == null) {
            return;
        }
        for (UnheardFailure next = mine.waiting.poll(); next != null; next = mine.waiting.poll()) {
            if (next.claim()) {
                next.report(loop);
            }
        }
    }
}
