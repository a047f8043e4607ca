package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.DrivenLoop;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscription whose elements are ticks of its loop's timers: no body, no task, and so no thread. */
abstract class TimerSubscription extends PhasedSubscription<Long> implements LoopRunnable {
    private final long delayNanos;

    /** The one that was armed last. */
    private final AtomicReference<@Nullable TimerHandle> timer = new AtomicReference<>();

    TimerSubscription(DrivenLoop loop, long delayNanos, LoopSubscriber<? super Long> subscriber) {
        super(loop, subscriber, /* shared= */ true);
        this.delayNanos = delayNanos;
    }

    /** The timer is due. On the home thread. */
    @Override
    public abstract void run();

    /** When the first one is due; before any other call of this class. */
    abstract void onBegin(long dueNanos);

    @Override
    final void begin() {
        if (failure() != null) {
            endFailed();
            return;
        }
        long dueNanos;
        try {
            dueNanos = loop.time() + delayNanos;
        } catch (Throwable noClock) {
            conclude(null, noClock);
            return;
        }
        onBegin(dueNanos);
        arm(dueNanos, first -> timer.compareAndSet(null, first)); // the second may be armed by now, on the loop
    }

    /** On the loop. */
    final void armAgain(long dueNanos) {
        arm(dueNanos, timer::set);
    }

    private void arm(long dueNanos, Consumer<TimerHandle> keep) {
        try {
            keep.accept(loop.callAtThreadsafe(dueNanos, this));
        } catch (Throwable refused) { // also for want of memory
            conclude(null, refused);
        }
        if (isOver()) {
            onCancel(); // by another thread, which did not see the timer yet
        }
    }

    @Override
    public final void onAbandoned(LoopClosedException closed) {
        conclude(null, closed);
    }

    @Override
    final void onDemand() {}

    @Override
    final void onCancel() {
        TimerHandle pending = timer.get();
        if (pending != null) {
            pending.cancel();
        }
    }
}
