package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.internal.core.LoopSettings;
import dev.loopbridge.loop.internal.task.TaskLoop;
import org.jspecify.annotations.Nullable;

/** The loop as its runs and its end know it. */
public abstract class LifeLoop extends TaskLoop {
    private final Running running;
    private final LoopEnd end;

    /** Null for a loop with a home thread of its own. */
    private final @Nullable Guest guest;

    /** @param host who runs the loop; null for whoever calls {@code run*} */
    public LifeLoop(LoopSettings settings, @Nullable LoopHost host) {
        super(settings);
        guest = host == null ? null : new Guest(this, host);
        if (guest != null) {
            agenda().inbox.park();
        }
        running = new Running(this);
        end = new LoopEnd(this, running);
    }

    public final Running running() {
        return running;
    }

    public final LoopEnd end() {
        return end;
    }

    @Nullable
    final Guest guest() {
        return guest;
    }

    @Override
    public final boolean hasClosed() {
        return end.hasClosed();
    }

    @Override
    public final LoopClosedException closedException() {
        return end.closedException();
    }

    @Override
    public final @Nullable LoopClosedException closeRequested() {
        return end.closeRequested();
    }

    @Override
    public final void awaitSealed() {
        end.awaitSealed();
    }

    @Override
    public final boolean isGuest() {
        return guest != null;
    }

    @Override
    public final void refuseGuest() {
        if (guest != null) {
            throw new IllegalStateException(guest + "; submit() to it, and let the host run it");
        }
    }

    @Override
    public final void wakeUp() {
        if (guest == null) {
            holder().wakeHome();
        } else {
            guest.call();
        }
    }

    @Override
    public final void endBorrowing() {
        if (guest != null && !isClosed()) {
            guest.call();
        }
    }

    /** As {@link LoopEnd#closeIfOfClock}. */
    public final boolean closeIfOfClock(Throwable error) {
        return end.closeIfOfClock(error);
    }
}
