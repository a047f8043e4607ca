package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import java.util.function.BooleanSupplier;

/** A request to cancel from another thread. Pointless once the loop closes: everything pending is told by then. */
public record Handover(BooleanSupplier action) implements Step, LoopRunnable {
    @Override
    public void run() {
        var unused = action.getAsBoolean();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {}
}
