package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.jvm.FreshThread;
import dev.loopbridge.loop.internal.jvm.MemoryReserve;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.Engine;
import dev.loopbridge.loop.internal.task.TaskLoop;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/** What all engines have in common: how a body begins, and how what it throws gets home. */
@HolderOnly
abstract class BodyEngine implements Engine {
    final TaskLoop loop;

    /** Begins each body; home's at the begin of the run. */
    @Nullable
    ClassLoader contextClassLoader;

    /** Thrown by a coroutine, and to be thrown by the run on the home thread. */
    @Nullable
    Throwable fatal;

    BodyEngine(TaskLoop loop) {
        this.loop = loop;
    }

    @Override
    public void comeHome() {
        contextClassLoader = FreshThread.contextClassLoaderOf(Thread.currentThread());
    }

    /** Runs {@code body} on {@code me}, whose body it is; if that cannot be, whoever waits is told. Never throws. */
    final void carry(Carrier.Body body, Thread me) {
        try {
            CurrentLoop.set(loop);
            me.setContextClassLoader(contextClassLoader);
            Throwable error = body.runBody();
            if (error != null) {
                fatal = error;
            }
        } catch (Throwable broken) {
            abort(body, broken);
        }
    }

    private void abort(Carrier.Body body, Throwable broken) {
        try {
            body.abort(broken);
        } catch (Throwable noMemory) {
            MemoryReserve.release();
            try {
                body.abort(broken);
            } catch (Throwable again) {
                fatal = again;
            }
        }
    }

    final void throwIfFatal() {
        if (fatal != null) {
            Throwable error = fatal;
            fatal = null;
            throw Sneaky.rethrow(error);
        }
    }
}
