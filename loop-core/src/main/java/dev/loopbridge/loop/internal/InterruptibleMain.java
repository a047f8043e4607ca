package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.task.LoopTask;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A runner's main, and what an interrupt of its thread does: asyncio's handling of Ctrl-C. */
public final class InterruptibleMain<T extends @Nullable Object> {
    private final NativeLoop loop;
    private final LoopTask<T> main;

    /** Interrupts that the home thread saw. */
    private int seen;

    /** Those that main, or the run, was told of in time; the holder's. */
    private int taken;

    private boolean over;

    private InterruptibleMain(NativeLoop loop, Coroutine<? extends T> body) {
        this.loop = loop;
        main = new LoopTask<>(loop, body);
    }

    /** Runs {@code body} on an idle loop; the first interrupt cancels it, the second leaves it where it is. */
    public static <T extends @Nullable Object> T run(EventLoop idle, Coroutine<? extends T> body) {
        return new InterruptibleMain<T>((NativeLoop) idle, body).run();
    }

    private T run() {
        try {
            return loop.runMain(main, this::onInterrupt);
        } catch (CancelledError cancelled) {
            if (taken > 0 && main.isCancelled() && main.uncancel() == 0) {
                throw afterInterrupt("was cancelled", cancelled);
            }
            throw cancelled;
        } catch (IllegalStateException stopped) {
            if (taken > 1 && !main.isDone()) {
                throw afterInterrupt("was left unfinished", stopped);
            }
            throw stopped;
        } finally {
            over = true;
            if (seen > taken) {
                Thread.currentThread().interrupt(); // too late for this main, and so for the caller
            }
        }
    }

    /** On the home thread, which may not hold the loop. */
    private void onInterrupt() {
        seen++;
        loop.deliverStep(this::take);
    }

    private void take() {
        if (over || main.isDone()) {
            return;
        }
        taken++;
        if (taken == 1) {
            main.cancelNow(null);
        } else {
            loop.agenda().stop();
        }
    }

    private CancellationException afterInterrupt(String what, Throwable cause) {
        Thread me = Thread.currentThread();
        CancellationException error = new CancellationException(
                "main " + what + ": its thread \"" + SafeText.threadName() + "\" was interrupted");
        error.initCause(cause);
        me.interrupt();
        return error;
    }
}
