package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread, and the scheduler that it believes it has. */
final class DirectCarrier extends Carrier implements Executor, Runnable {
    // Written without a fence: after each write the JDK exchanges the state of the thread, which is one, unless the
    // thread
    // is not runnable; then mount() makes up for it.
    private static final VarHandle SUSPENDED =
            FieldHandle.of(MethodHandles.lookup(), DirectCarrier.class, "suspended", boolean.class);
    private static final VarHandle UNPARKED =
            FieldHandle.of(MethodHandles.lookup(), DirectCarrier.class, "unparked", boolean.class);

    private static final long LOOK_NANOS = 50_000_000;

    private final DirectEngine engine;
    private final TaskLoop loop;
    private final Body body;
    private final Thread thread;

    /** What the JDK asked to be run, when the thread was started: the thread itself, ever again. */
    private @Nullable Runnable continuation;

    private @Nullable Thread mountedOn;

    /** Seen by this thread before it was unmounted. */
    private boolean homeInterrupted;

    private boolean ended;

    /** Volatile, since whoever samples the stack of a thread that yielded submits it again. */
    private volatile boolean suspended;

    /** Whether the thread, parked on something of its own, can go on; written by whoever unparks it. */
    private volatile boolean unparked;

    DirectCarrier(DirectEngine engine, Body body) {
        this.engine = engine;
        loop = engine.loop;
        this.body = body;
        thread = VirtualThreads.create(this, engine.threadName, this);
    }

    /** The body, on the virtual thread. */
    @Override
    public void run() {
        try {
            engine.carry(body, thread);
        } finally {
            engine.next = isNested() ? (DirectCarrier) outer() : null;
            ended = true;
        }
        homeInterrupted = isHomeInterrupted();
    }

    boolean hasBegun() {
        return continuation != null;
    }

    /** Unmounting takes the carrier's flag down: one that is not this thread's own was meant for home. */
    private boolean isHomeInterrupted() {
        Thread home = mountedOn;
        return home != null && home.isInterrupted() && !thread.isInterrupted();
    }

    /** What virtual threads say that have this as their scheduler, on whichever thread. */
    @Override
    public void execute(Runnable submitted) {
        if (continuation == null) {
            continuation = submitted;
        } else if (submitted != continuation) {
            Children.POOL.execute(submitted); // started by the body, and inherits its scheduler
        } else if (!suspended) {
            unparked = true;
            LockSupport.unpark(mountedOn);
        }
    }

    /** Runs the virtual thread on this one until it ends or suspends. */
    void mount() {
        Thread me = Thread.currentThread();
        mountedOn = me;
        Runnable thisThread = started();
        SUSPENDED.setRelease(this, false);
        for (boolean fenced = false; !ended && !suspended; fenced = true) {
            UNPARKED.setRelease(this, false);
            if (fenced) {
                VarHandle.fullFence();
            }
            runOnce(thisThread, me);
            if (fenced && !ended && !suspended && !unparked) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                if (Thread.interrupted()) {
                    loop.holder().noteInterrupt();
                }
            }
        }
    }

    /*
     * The JDK runs nothing, and exchanges no state, while the thread is parked on something of its own, or suspended by
     * whoever samples its stack. The latter submits it afterwards, and must then see that it is not suspended here, nor must
     * a late write of ours wipe out that it was submitted: hence a fence, and a second try behind it, before this thread
     * parks. Looked at again now and then: who unparks may have had no stack left to say so.
     */
    private void runOnce(Runnable thisThread, Thread me) {
        if (Thread.interrupted()) {
            loop.holder().noteInterrupt(); // mounting would lose it
        }
        loop.holder().set(thread);
        try {
            thisThread.run();
        } finally {
            loop.holder().set(me);
        }
        if (homeInterrupted) {
            homeInterrupted = false;
            loop.holder().noteInterrupt();
        }
    }

    private Runnable started() {
        if (continuation == null) {
            thread.start();
        }
        if (continuation == null) {
            throw new AssertionError("a virtual thread was started, and did not ask its scheduler to run it");
        }
        return continuation;
    }

    @Override
    public void suspend() {
        switchTo(null);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // no hint: the scheduler of this thread is this
    public void switchTo(@Nullable Carrier other) {
        engine.next = (DirectCarrier) other;
        homeInterrupted = isHomeInterrupted();
        try {
            SUSPENDED.setRelease(this, true);
            Thread.yield();
        } catch (Throwable noStack) {
            stay();
            throw noStack;
        }
        if (suspended) {
            stay();
            throw new IllegalStateException(
                    "cannot await here: a native frame or a class initializer is on the coroutine's stack");
        }
        throwIfRefused();
    }

    private void stay() {
        suspended = false;
        homeInterrupted = false;
        engine.next = null;
    }

    private void throwIfRefused() {
        if (engine.refused != null) {
            Throwable neverBegan = engine.refused;
            engine.refused = null;
            throw Sneaky.rethrow(neverBegan);
        }
    }

    @Override
    public void giveUp() {
        for (; ; ) {
            suspend();
        }
    }

    /** Where the virtual threads run that a coroutine starts itself. */
    private static final class Children {
        static final ForkJoinPool POOL = new ForkJoinPool(
                Runtime.getRuntime().availableProcessors(),
                ForkJoinPool.defaultForkJoinWorkerThreadFactory,
                null,
                /* asyncMode= */ true);
    }
}
