package dev.loopbridge.loop.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Who holds the loop: passed between its home thread and the threads that carry its coroutines. */
final class Baton {
    /*
     * Each coroutine has a thread of its own, and exactly one thread runs at any time: the one with the turn. Whoever has to
     * give it up looks for the next item itself: its own wake-up costs no switch at all, another coroutine's one switch,
     * straight to it, and a coroutine not begun yet runs on the thread of one that just ended. Only three things send the
     * turn home: a user's callback, nothing ready, and a fatal error. Parking, never spinning: on few cores the one who spins
     * keeps the one it waits for from running.
     */
    private final NativeLoop loop;
    private final CoroutineThreads threads;
    private final Party home = new Party();

    /** Thrown by a coroutine, and to be thrown by the run on the home thread. */
    private @Nullable Throwable fatal;

    Baton(NativeLoop loop, CoroutineThreads threads) {
        this.loop = loop;
        this.threads = threads;
    }

    /** The calling thread is home from now on, with the turn. */
    void comeHome() {
        home.thread = Thread.currentThread();
    }

    /** Runs one step of {@code task}, and whatever its carriers take on from there. On the home thread. */
    void resume(LoopTask<?> task) {
        if (handOver(task)) {
            home.awaitTurn();
            loop.held(home.thread);
            if (home.interrupted) {
                home.interrupted = false;
                loop.noteInterrupt();
            }
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
        Carrier carrier = task.carrier;
        if (carrier != null) {
            carrier.give();
            return true;
        }
        task.carrier = carrier = new Carrier(task);
        try {
            threads.start(carrier);
            return true;
        } catch (Throwable noThread) {
            task.carrier = null;
            loop.setCurrentTask(null);
            loop.tasks().remove(task);
            task.finish(null, noThread);
            return false;
        }
    }

    /** A thread that can hold the loop. */
    private static class Party {
        volatile @Nullable Thread thread;
        private volatile boolean turn;

        /** Whether the thread was interrupted while it waited: parking needs the flag down. */
        boolean interrupted;

        final void give() {
            turn = true;
            LockSupport.unpark(thread);
        }

        final void awaitTurn() {
            while (!turn) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupted = true;
                }
            }
            turn = false;
        }
    }

    /** The thread of a coroutine, and of those that begin where it ended. */
    final class Carrier extends Party implements Runnable {
        private @Nullable LoopTask<?> task;

        Carrier(LoopTask<?> task) {
            this.task = task;
        }

        /** Starts with the turn in hand, and ends by giving it away. */
        @Override
        public void run() {
            thread = Thread.currentThread();
            loop.held(thread);
            CurrentLoop.set(loop);
            try {
                for (LoopTask<?> mine = task; mine != null; mine = task) {
                    Throwable error = mine.runBody();
                    if (error != null) {
                        fatal = error;
                    }
                    task = null;
                    Runnable item = nextItem();
                    if (item instanceof LoopTask<?> fresh && fresh.carrier == null) {
                        fresh.carrier = this;
                        loop.setCurrentTask(fresh);
                        task = fresh;
                    } else {
                        CurrentLoop.set(null);
                        pass(item);
                    }
                }
            } finally {
                CurrentLoop.set(null);
            }
        }

        /** Lets the loop go on, and returns when this coroutine's turn has come again. */
        void suspend() {
            Runnable item = nextItem();
            if (item == task) {
                loop.setCurrentTask(task);
                return;
            }
            pass(item);
            awaitTurn();
            loop.held(thread);
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
        }

        /** Gives the turn away for good: the body will not end, and must not run again. */
        void giveUp() {
            home.give();
            for (; ; ) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }

        /** {@return the next item that this thread may not run; null if the home thread must see to it} */
        private @Nullable Runnable nextItem() {
            loop.setCurrentTask(null);
            while (fatal == null && !loop.isClosing()) {
                Runnable item = loop.agenda().next();
                if (item instanceof LoopTask<?> task) {
                    if (!task.isDone()) {
                        return task;
                    }
                } else if (item instanceof Step) {
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

        private void pass(@Nullable Runnable item) {
            if (item instanceof LoopTask<?> next && handOver(next)) {
                return;
            }
            if (item != null && !(item instanceof LoopTask<?>)) {
                loop.agenda().handBack(item);
            }
            home.give();
        }
    }
}
