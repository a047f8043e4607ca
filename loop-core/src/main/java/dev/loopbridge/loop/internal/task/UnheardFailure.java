package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.MutableContext;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** What is kept of a failed future until somebody asks for its exception, or it is reported: once, whichever comes first. */
final class UnheardFailure extends WeakReference<SettableFuture<?>> {
    private static final VarHandle SETTLED =
            FieldHandle.of(MethodHandles.lookup(), UnheardFailure.class, "settled", boolean.class);

    private final Throwable error;

    /** Of a task; null for a plain future. */
    private final @Nullable String taskName;

    private final @Nullable MutableContext context;

    @SuppressWarnings("UnusedVariable") // used by its handle
    private volatile boolean settled;

    private volatile @Nullable Registration listing;

    UnheardFailure(SettableFuture<?> future, Throwable error, ReferenceQueue<SettableFuture<?>> collected) {
        super(future, collected);
        this.error = error;
        LoopTask<?> task = future instanceof LoopTask<?> failed ? failed : null;
        taskName = task == null ? null : task.name();
        context = task == null ? null : task.presentContext();
    }

    void listedAs(Registration registration) {
        listing = registration;
    }

    /** {@return whether the caller is the first, and has to see to it} */
    boolean claim() {
        if (!SETTLED.compareAndSet(this, false, true)) {
            return false;
        }
        Registration mine = listing;
        if (mine != null) {
            mine.cancel();
        }
        return true;
    }

    /** Somebody asks for the exception. */
    void hear() {
        if (claim()) {
            clear();
        }
    }

    /** Where the task kept its locals. On the home thread, or the one that closes. */
    void report(TaskLoop loop) {
        SettableFuture<?> failed = get();
        SettableFuture<?> party = failed != null ? failed : remains(loop);
        String kind = taskName == null ? "Future" : "Task";
        TaskReports.report(loop, context, kind + " exception was never retrieved", error, "future", party);
    }

    /** {@return what stands for a future that is gone: it says and answers the same} */
    private SettableFuture<?> remains(TaskLoop loop) {
        SettableFuture<?> remains =
                taskName == null ? new SettableFuture<Object>(loop) : new LoopTask<Object>(loop, taskName);
        remains.setFinished(null, error);
        return remains;
    }
}
