package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.jvm.FreshThread;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.Engine;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The engine without switches: the home thread itself carries the virtual threads of its coroutines. */
final class Direct implements Engine {
    /*
     * Each coroutine is a virtual thread whose scheduler is its own Fiber: what the JDK hands to that scheduler is the thread's
     * continuation, and the loop runs it when the task's turn comes. It suspends by Thread.yield(), not by parking: a yield
     * that cannot be done (a native frame on the stack) returns at once and can be told apart, and neither a stray permit nor
     * an interrupt makes it return early. A body that parks on anything but await blocks the loop, as it would in asyncio.
     */
    /** Null until known. */
    private static volatile @Nullable Boolean available;

    private static final long LOOK_NANOS = 50_000_000;

    private final TaskLoop loop;
    private final String threadName;

    /** Where home waits for a porter: a virtual thread cannot carry another. */
    private boolean homeIsVirtual;

    /** Goes on with the present step when the one that runs now lets go; null is the home thread. */
    private @Nullable Fiber next;

    /** Why what {@link Fiber#switchTo} switched to could not begin: for it to throw. */
    private @Nullable Throwable refused;

    /** Thrown by a coroutine, and to be thrown by the run on the home thread. */
    private @Nullable Throwable fatal;

    /** Begins each body; home's at the begin of the run. */
    private @Nullable ClassLoader contextClassLoader;

    Direct(TaskLoop loop) {
        this.loop = loop;
        threadName = VirtualThreads.NAME + CoroutineThreads.owner(loop);
    }

    /** {@return whether this JVM lets us, tried out until there is an answer} */
    static boolean isAvailable() {
        Boolean known = available;
        if (known == null) {
            known = VirtualThreads.canBeScheduled() ? DirectSelfTest.passes() : Boolean.FALSE;
            available = known;
        }
        return known != null && known;
    }

    @Override
    public void comeHome() {
        Thread me = Thread.currentThread();
        homeIsVirtual = VirtualThreads.isVirtual(me);
        contextClassLoader = FreshThread.contextClassLoaderOf(me);
    }

    @Override
    public Carrier carry(Carrier.Body body) {
        return new Fiber(body);
    }

    @Override
    public void resume(LoopTask<?> task) {
        loop.setCurrentTask(task);
        try {
            Fiber fiber = (Fiber) task.carrier();
            if (homeIsVirtual) {
                byPorter(fiber);
            } else {
                run(fiber);
            }
        } catch (Throwable error) {
            notResumed(task, error);
        } finally {
            loop.setCurrentTask(null);
        }
        if (fatal != null) {
            Throwable error = fatal;
            fatal = null;
            throw Sneaky.rethrow(error);
        }
    }

    /** No thread could be had. What has begun is tried again by the next run. */
    private void notResumed(LoopTask<?> task, Throwable noThread) {
        if (task.hasBegun() && task.carrier() instanceof Fiber fiber && fiber.hasBegun()) {
            loop.agenda().add(task);
            throw Sneaky.rethrow(noThread);
        }
        task.failUnbegun(noThread);
    }

    private void run(Fiber first) {
        next = first;
        for (Fiber fiber = next; fiber != null; fiber = next) {
            next = null;
            try {
                fiber.mount();
            } catch (Throwable neverBegan) {
                if (fiber.hasBegun() || !(fiber.outer() instanceof Fiber outer)) {
                    throw neverBegan;
                }
                refused = neverBegan;
                next = outer;
            }
        }
    }

    private void byPorter(Fiber first) {
        Thread home = Thread.currentThread();
        Throwable[] thrown = {null};
        Runnable porter = () -> {
            try {
                run(first);
            } catch (Throwable error) {
                thrown[0] = error;
            } finally {
                loop.holder().set(home);
                LockSupport.unpark(home);
            }
        };
        loop.holder().set(null);
        try {
            CoroutineThreads.POOLED.start(porter, CoroutineThreads.owner(loop));
        } catch (Throwable noThread) {
            loop.holder().set(home);
            throw noThread;
        }
        awaitPorter();
        if (thrown[0] != null) {
            throw Sneaky.rethrow(thrown[0]);
        }
    }

    private void awaitPorter() {
        boolean interrupted = false;
        while (!loop.inLoop()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }
        if (interrupted) {
            loop.holder().noteInterrupt();
        }
    }

    /** A virtual thread, and the scheduler that it believes it has. */
    private final class Fiber extends Carrier implements Executor, Runnable {
        // Written without a fence: after each write the JDK exchanges the state of the thread, which is one, unless the
        // thread
        // is not runnable; then mount() makes up for it.
        private static final VarHandle SUSPENDED =
                FieldHandle.of(MethodHandles.lookup(), Fiber.class, "suspended", boolean.class);
        private static final VarHandle UNPARKED =
                FieldHandle.of(MethodHandles.lookup(), Fiber.class, "unparked", boolean.class);

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

        Fiber(Body body) {
            this.body = body;
            thread = VirtualThreads.create(this, threadName, this);
        }

        /** The body, on the virtual thread. */
        @Override
        public void run() {
            try {
                CurrentLoop.set(loop);
                thread.setContextClassLoader(contextClassLoader);
                Throwable error = body.runBody();
                if (error != null) {
                    fatal = error;
                }
            } catch (Throwable broken) {
                fatal = broken;
            } finally {
                next = isNested() ? (Fiber) outer() : null;
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
            next = (Fiber) other;
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
            next = null;
        }

        private void throwIfRefused() {
            if (refused != null) {
                Throwable neverBegan = refused;
                refused = null;
                throw Sneaky.rethrow(neverBegan);
            }
        }

        @Override
        public void giveUp() {
            for (; ; ) {
                suspend();
            }
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
