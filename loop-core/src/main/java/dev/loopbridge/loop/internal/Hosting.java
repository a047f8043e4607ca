package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import java.util.concurrent.locks.LockSupport;

/** Keeps a loop running on a thread of its own until it is closed. */
public final class Hosting {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private Hosting() {}

    /** Refuses a loop that another host runs, or that is closed or running. */
    public static void refuse(EventLoop loop) {
        NativeLoop idle = (NativeLoop) loop;
        idle.refuseGuest();
        if (idle.isRunning()) {
            throw new IllegalStateException("This event loop is already running");
        }
        idle.refuseIfClosed();
    }

    /** Runs {@code idle} until it is closed; what tears through it is reported. */
    public static void run(EventLoop idle) {
        NativeLoop loop = (NativeLoop) idle;
        while (!loop.isClosed()) {
            try {
                if (!loop.runIfIdle()) {
                    LockSupport.parkNanos(loop, LOOK_AGAIN_NANOS); // somebody else runs it
                }
            } catch (Throwable error) {
                if (loop.closeRequested() != null) {
                    loop.end().awaitClosed(); // somebody closes it on a thread of theirs
                    return;
                }
                if (!loop.closeIfOfClock(error)) {
                    loop.errors().reportTornRun(error);
                }
            }
        }
    }
}
