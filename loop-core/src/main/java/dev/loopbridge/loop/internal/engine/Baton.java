package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.jvm.FreshThread;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.Engine;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The engine of threads: who holds the loop is passed between its home thread and those that carry its coroutines. */
final class Baton implements Engine {
    /*
     * Each coroutine has a thread of its own, and exactly one thread runs at any time: the one with the turn. Whoever has to
     * give it up looks for the next item itself: its own wake-up costs no switch at all, another coroutine's one switch,
     * straight to it, and a coroutine not begun yet runs on the thread of one that just ended, if that can be erased. Only
     * three things send the turn home: a user's callback, nothing ready, and a fatal error. Parking, never spinning: on few
     * cores the one who spins keeps the one it waits for from running.
     *
     * Home looks after a turn that nobody takes for long: who gave it may have had no stack left to wake the taker, and
     * virtual threads that wait where their stack cannot be left may keep all carriers.
     */
    private final TaskLoop loop;
    private final CoroutineThreads threads;
    private final String owner;
    private final Turn home;

    /** Begins each body; home's at the begin of the run. */
    private @Nullable ClassLoader contextClassLoader;

    /** Who was given the turn, and did not take it yet; null if that is home. */
    private volatile @Nullable Threaded given;

    /** {@link #given} when home last looked; home's. */
    private @Nullable Threaded lastSeen;

    /** Thrown by a coroutine, and to be thrown by the run on the home thread. */
    private @Nullable Throwable fatal;

    Baton(TaskLoop loop, CoroutineThreads threads) {
        this.loop = loop;
        this.threads = threads;
        owner = CoroutineThreads.owner(loop);
        home = new Turn(loop.holder()::noteInterrupt, this::lookAfterTurn);
    }

    @Override
    public void comeHome() {
        Thread me = Thread.currentThread();
        home.thread = me;
        contextClassLoader = FreshThread.contextClassLoaderOf(me);
    }

    @Override
    public Carrier carry(Carrier.Body body) {
        return new Threaded(body);
    }

    @Override
    public void resume(LoopTask<?> task) {
        if (handOver(task)) {
            home.await();
            loop.holder().set(home.thread);
        }
        loop.setCurrentTask(null);
        if (fatal != null) {
            Throwable error = fatal;
            fatal = null;
            throw Sneaky.rethrow(error);
        }
    }

    /** {@return false if no thread could be had, and the task failed of it} */
    private boolean handOver(LoopTask<?> task) {
        loop.setCurrentTask(task);
        try {
            ((Threaded) task.carrier()).give();
            return true;
        } catch (Throwable noThread) {
            loop.setCurrentTask(null);
            failUnbegun(task, noThread);
            return false;
        }
    }

    private void failUnbegun(LoopTask<?> task, Throwable noThread) {
        try {
            task.failUnbegun(noThread);
        } catch (Throwable second) {
            fatal = second;
        }
    }

    /** Now and then while home waits. On home. */
    private void lookAfterTurn() {
        Threaded awaited = given;
        if (awaited != null) {
            LockSupport.unpark(awaited.turn.thread);
            if (awaited == lastSeen) {
                threads.relieve();
            }
        }
        lastSeen = awaited;
    }

    private void giveHome() {
        letGo();
        given = null;
        home.give();
    }

    /**
     * Before another thread is woken, which takes a while: meanwhile this one may be interrupted, or go on to carry a coroutine
     * of another loop, and must not be taken for the holder.
     */
    private void letGo() {
        loop.holder().set(null);
    }

    /** The thread of a coroutine, and of those that begin where it ended. */
    private final class Threaded extends Carrier implements Runnable {
        private final Turn turn = new Turn(() -> this.interrupted = true, null);
        private boolean interrupted;

        /** Null once it ended. */
        private @Nullable Body body;

        Threaded(Body body) {
            this.body = body;
        }

        /** Goes on, or begins: on a thread that it then has for itself. Throws if the caller keeps the turn. */
        void give() {
            try {
                letGo();
                given = this;
                if (turn.thread != null) {
                    turn.give();
                } else {
                    threads.start(this, owner);
                }
            } catch (Throwable notGiven) {
                if (turn.mine) {
                    return; // home will wake it up
                }
                given = null;
                loop.holder().set(Thread.currentThread());
                throw notGiven;
            }
        }

        /** Starts with the turn in hand, and ends by giving it away. */
        @Override
        public void run() {
            Thread me = Thread.currentThread();
            turn.thread = me;
            took(me);
            try {
                carryBodies(me);
            } catch (Throwable broken) {
                if (loop.inLoop()) {
                    fatal = broken;
                    giveHome();
                }
            } finally {
                CurrentLoop.set(null);
            }
        }

        private void carryBodies(Thread me) {
            String name = me.getName();
            for (Body mine = body; mine != null; mine = body) {
                CurrentLoop.set(loop);
                me.setContextClassLoader(contextClassLoader);
                Throwable error = mine.runBody();
                if (error != null) {
                    fatal = error;
                }
                body = null;
                leaveNothing(me, name);
                end();
            }
        }

        private void leaveNothing(Thread me, String name) {
            var unused = Thread.interrupted(); // meant for the body that ended
            if (FreshThread.canBeMade()) {
                FreshThread.erase(me);
                CurrentLoop.set(loop);
                if (!me.getName().equals(name)) {
                    me.setName(name);
                }
            }
        }

        private void end() {
            if (isNested()) {
                CurrentLoop.set(null);
                turnTo(outer());
                return;
            }
            Runnable item = nextItem();
            if (item instanceof LoopTask<?> fresh && !fresh.hasBegun() && FreshThread.canBeMade()) {
                fresh.beginOn(this);
                loop.setCurrentTask(fresh);
                body = fresh;
            } else {
                CurrentLoop.set(null);
                pass(item);
            }
        }

        private void took(Thread me) {
            given = null;
            loop.holder().set(me);
        }

        @Override
        public void suspend() {
            Runnable item = nextItem();
            if (item instanceof LoopTask<?> task && task.isCarriedBy(this)) {
                loop.setCurrentTask(task);
                return;
            }
            requireStack(item);
            pass(item);
            awaitTurn();
        }

        @Override
        public void switchTo(@Nullable Carrier other) {
            StackReserve.check();
            turnTo(other);
            awaitTurn();
        }

        private void turnTo(@Nullable Carrier other) {
            if (other == null) {
                giveHome();
            } else {
                ((Threaded) other).give();
            }
        }

        private void awaitTurn() {
            turn.await();
            took(Thread.currentThread());
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void giveUp() {
            giveHome();
            for (; ; ) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }

        /** {@return the next item that this thread may not run; null if the home thread must see to it} */
        private @Nullable Runnable nextItem() {
            loop.setCurrentTask(null);
            while (fatal == null && !loop.isClosing()) {
                Runnable item = nextOrFatal();
                if (item instanceof LoopTask<?> task) {
                    if (!task.isDone()) {
                        return task;
                    }
                } else if (item instanceof Step) {
                    requireStack(item);
                    try {
                        item.run();
                    } catch (Throwable error) {
                        fatal = error;
                    }
                } else {
                    return item;
                }
            }
            return null;
        }

        /** Throws what comes of too little stack while nothing has changed: out of the await, with the turn. */
        private void requireStack(@Nullable Runnable next) {
            if (body == null) {
                return; // it ended, and its stack is free
            }
            try {
                StackReserve.check();
            } catch (StackOverflowError tooDeep) {
                if (next != null) {
                    loop.agenda().handBack(next);
                }
                throw tooDeep;
            }
        }

        private @Nullable Runnable nextOrFatal() {
            try {
                return loop.agenda().next();
            } catch (StackOverflowError tooDeep) {
                return null; // home asks again, and finds out if it is the clock's
            } catch (Throwable error) {
                fatal = error; // home throws it, and not this coroutine's await
                return null;
            }
        }

        private void pass(@Nullable Runnable item) {
            if (item instanceof LoopTask<?> next && handOver(next)) {
                return;
            }
            if (item != null && !(item instanceof LoopTask<?>)) {
                loop.agenda().handBack(item);
            }
            giveHome();
        }
    }
}
