package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fails a subscription of any kind when a loop closes: which of its ends comes first, and none within another signal.
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

    private final EventLoop loop;
    private final AtomicInteger state = new AtomicInteger();

    /** Written before the subscription has an upstream. */
    private @Nullable Registration registration;

    /** Written before CLOSED is. */
    private @Nullable LoopClosedException why;

    /** @param loop whose close ends the subscription */
    protected CloseGuard(EventLoop loop) {
        this.loop = requireNonNull(loop, "loop");
    }

    /**
     * Ends the subscription: upstream is to be cancelled, downstream told, subscribed first if it is not.
     *
     * @param closed why
     */
    protected abstract void fail(LoopClosedException closed);

    /** {@return whether to subscribe upstream} False if the loop is closed, and {@link #fail} was called. */
    protected final boolean watch() {
        registration = loop.onClose(this::onClose);
        return !hasEnded();
    }

    private void onClose(LoopClosedException closed) {
        why = closed;
        int before = state.getAndUpdate(now -> now | CLOSED);
        if (before < ONE_SIGNAL) {
            failUnlessEnded();
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

    /** {@return whether the loop is closed, so that {@link #fail} comes or has come, if nothing else did first} */
    protected final boolean isLoopClosed() {
        return loop.isClosed();
    }

    private void stopWatching() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }
}
