package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.DrivenLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fails a subscription of any kind when a loop closes, or the first of several: which of its ends comes first, and none
 * within another signal. A loop that was to close, and whose thread does not come round to it within the grace, counts as
 * closed.
 *
 * <p>A bridge extends it by its operator's subscriber, lets every signal through it, and gets {@link #fail} at most once. Any
 * thread may call any method; none blocks.
 */
public abstract class CloseGuard {
    /*
     * One word: how many signals are under way, and two flags. The close sets CLOSED, which lets no further signal begin; if
     * one is under way, the last of them to leave fails the subscription, else the close itself. Signals nest, as a request
     * out of onNext may bring the next one, and onSubscribe may overlap the first, so they are counted.
     */
    private static final int CLOSED = 1;

    private static final int ENDED = 2;
    private static final int ONE_SIGNAL = 4;

    private final AtomicInteger state = new AtomicInteger();
    private final AtomicReference<@Nullable Watch> watches = new AtomicReference<>();

    /** Written before CLOSED is. */
    private volatile @Nullable LoopClosedException why;

    /**
     * Set by who sees the stack overflow in a signal or in {@link #leave()}, by a plain write, since a call may overflow again:
     * signals that seem to be under way are waited for no more.
     */
    protected volatile boolean overflowed;

    /** For one subscription. */
    protected CloseGuard() {}

    /**
     * Ends the subscription: upstream is to be cancelled, downstream told, subscribed first if it is not.
     *
     * @param closed why
     */
    protected abstract void fail(LoopClosedException closed);

    /**
     * The loop has closed, or was to close and does not come round to it, while a signal is under way, behind which {@link #fail}
     * comes; upstream may be cancelled by now. On the closing thread, perhaps as that signal passes on another.
     */
    protected void failureWaits() {}

    /**
     * From here on the close of {@code loop}, too, ends the subscription; the first one counts. Twice does nothing more.
     *
     * @param loop in any state
     * @return whether to go on; false if it has ended, perhaps by {@link #fail} just now, as the loop is closed
     */
    protected final boolean watch(EventLoop loop) {
        if (!isWatching(requireNonNull(loop, "loop"))) {
            Registration registration = ((DrivenLoop) loop).onEnd(this::onClose);
            watches.updateAndGet(others -> new Watch(loop, registration, others));
            if (hasEnded()) {
                stopWatching(); // it ended when there was nothing to take out yet
            }
        }
        return !hasEnded();
    }

    private boolean isWatching(EventLoop loop) {
        Watch watch = watches.get();
        while (watch != null && watch.loop != loop) {
            watch = watch.next;
        }
        return watch != null;
    }

    /** The loop tells it: once for each loop, perhaps as the subscription ends. */
    final void onClose(LoopClosedException closed) {
        int before = state.get();
        while ((before & CLOSED) == 0) {
            why = closed;
            if (state.compareAndSet(before, before | CLOSED)) {
                if (before < ONE_SIGNAL || overflowed) {
                    failUnlessEnded();
                } else if ((before & ENDED) == 0) {
                    failureWaits();
                }
                return;
            }
            before = state.get();
        }
    }

    /** {@return whether a signal may pass; then {@link #leave()} must follow} */
    protected final boolean enter() {
        int before = state.getAndUpdate(now -> (now & (CLOSED | ENDED)) == 0 ? now + ONE_SIGNAL : now);
        return (before & (CLOSED | ENDED)) == 0;
    }

    /** The signal has passed. */
    protected final void leave() {
        int now = state.addAndGet(-ONE_SIGNAL);
        if (now < ONE_SIGNAL && (now & CLOSED) != 0) {
            failUnlessEnded(); // the close came while signals were under way, and this was the last
        }
    }

    private void failUnlessEnded() {
        if ((state.getAndUpdate(now -> now | ENDED) & ENDED) == 0) {
            fail(requireNonNull(why));
        }
    }

    /** {@return whether the terminal signal from upstream may pass, as the last one} */
    protected final boolean end() {
        int before = state.getAndUpdate(now -> (now & CLOSED) == 0 ? now | ENDED : now);
        stopWatching();
        return (before & (CLOSED | ENDED)) == 0;
    }

    /** Downstream cancels: nothing passes any more. */
    protected final void abort() {
        state.getAndUpdate(now -> now | ENDED);
        stopWatching();
    }

    /** {@return whether no signal passes any more} */
    protected final boolean hasEnded() {
        return (state.get() & (CLOSED | ENDED)) != 0;
    }

    private void stopWatching() {
        for (Watch watch = watches.get(); watch != null; watch = watch.next) {
            watch.registration.cancel();
        }
    }

    private record Watch(
            EventLoop loop,
            Registration registration,
            @Nullable Watch next) {}
}
