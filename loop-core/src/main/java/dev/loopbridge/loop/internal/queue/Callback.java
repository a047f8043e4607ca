package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.report.DebugMode;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.report.Wrapping;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A user's callback with a handle: the handle is the queue entry. */
public class Callback implements Handle, Wrapping {
    private static final VarHandle CALLBACK =
            FieldHandle.of(MethodHandles.lookup(), Callback.class, "callback", Runnable.class);
    private static final VarHandle WAITS_IN =
            FieldHandle.of(MethodHandles.lookup(), Callback.class, "waitsIn", Object.class);

    /** What is left of a callback that was cancelled. */
    private enum Left implements Runnable {
        NOTHING;

        @Override
        public void run() {}
    }

    /** Null once cancelled, for good: a handle may wait for long, or be kept, and what it captured must not. */
    private volatile @Nullable Runnable callback;

    /**
     * The {@link CountsCancelled} that this waits in, if any. Whoever takes that away decides who accounts for a cancelled one: its
     * queue, or nobody. In debug mode, what the callback was once it is cancelled: a {@link String}.
     */
    private volatile @Nullable Object waitsIn;

    public Callback(Runnable callback) {
        this.callback = callback;
    }

    @Override
    public void run() {
        Runnable mine = callback;
        if (mine != null) {
            mine.run();
        }
    }

    @Override
    public final Runnable inner() {
        Runnable mine = callback;
        return mine != null ? mine : Left.NOTHING;
    }

    @Override
    public void cancel() {
        Runnable mine = callback;
        if (mine != null) {
            Object left = DebugMode.isWatched(mine) ? SafeText.of(mine) : null;
            CALLBACK.setRelease(this, null); // the exchange below keeps the two in order
            leaveQueue(left);
        }
    }

    private void leaveQueue(@Nullable Object left) {
        if (WAITS_IN.getAndSet(this, left) instanceof CountsCancelled queue) {
            queue.onCancel();
        }
    }

    /** Tells its queue, if it was cancelled as it went there, when there was none to tell. */
    final void leaveIfCancelled() {
        if (isCancelled()) {
            leaveQueue(null);
        }
    }

    /** Goes into {@code queue}, from another or from none. Its holder, or nobody else has this yet. */
    final void waitIn(CountsCancelled queue) {
        waitsIn = queue;
    }

    /** {@return whether this is in a queue that has not been told of a cancel} */
    final boolean isWaiting() {
        return waitsIn instanceof CountsCancelled;
    }

    /** {@return whether a cancel was counted where this waited} It waits there no more. */
    final boolean endWait() {
        return !(waitsIn instanceof CountsCancelled queue && WAITS_IN.compareAndSet(this, queue, null));
    }

    @Override
    public final boolean isCancelled() {
        return callback == null;
    }

    @Override
    public String toString() {
        Runnable mine = callback;
        if (mine != null) {
            return "<Handle " + SafeText.of(mine) + ">";
        }
        return waitsIn instanceof String what ? "<Handle cancelled " + what + ">" : "<Handle cancelled>";
    }
}
