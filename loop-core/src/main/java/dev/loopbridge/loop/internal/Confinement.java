package dev.loopbridge.loop.internal;

import java.util.function.BooleanSupplier;

/** Work on the parts of a loop that only its holder may touch, for callers who may or may not hold it. */
final class Confinement {
    private final NativeLoop loop;
    private final Lifecycle lifecycle;

    Confinement(NativeLoop loop, Lifecycle lifecycle) {
        this.loop = loop;
        this.lifecycle = lifecycle;
    }

    /** Runs {@code action} as the holder of the loop, on the calling thread. */
    void run(String call, Runnable action) {
        if (loop.inLoop() || loop.hasClosed()) {
            action.run();
        } else if (lifecycle.tryBorrow()) {
            borrow(action);
        } else if (lifecycle.isRunning()) {
            throw new IllegalStateException(call + " is for loop \"" + loop.name() + "\" itself, called from thread \""
                    + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()");
        } else {
            loop.awaitSealed();
            throw loop.closedException();
        }
    }

    /** As {@link #run}, and handed over if the loop runs elsewhere. Returns what it said; true if handed over. */
    boolean runOrPost(BooleanSupplier action) {
        if (loop.inLoop() || loop.hasClosed()) {
            return action.getAsBoolean();
        }
        if (lifecycle.tryBorrow()) {
            boolean[] answer = {false};
            borrow(() -> answer[0] = action.getAsBoolean());
            return answer[0];
        }
        loop.deliver(new Handover(action));
        return true;
    }

    private void borrow(Runnable action) {
        loop.held(Thread.currentThread());
        try {
            action.run();
        } finally {
            loop.held(null);
            lifecycle.toIdle();
            loop.serveShutdown();
        }
    }
}
