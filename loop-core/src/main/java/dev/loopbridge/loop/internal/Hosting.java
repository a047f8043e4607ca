package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;

/** Keeps a loop running on a thread of its own until it is closed. */
public final class Hosting {
    private Hosting() {}

    /** Runs {@code loop} until it is closed; what tears through it is reported. */
    public static void run(EventLoop loop) {
        while (!loop.isClosed()) {
            try {
                loop.runForever();
            } catch (Throwable error) {
                if (loop.isClosed()) {
                    return;
                }
                ((NativeLoop) loop).errors().report("Fatal error in event loop", error, "loop", loop);
            }
        }
    }
}
