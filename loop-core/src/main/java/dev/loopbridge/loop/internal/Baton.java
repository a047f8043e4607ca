package dev.loopbridge.loop.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The engine of threads: who holds the loop is passed between its home thread and those that carry its coroutines. */
final class Baton implements Engine {
    /*
     * Each coroutine has a thread of its own, and exactly one thread runs at any time: the one with the turn. Whoever has to
     * give it up looks for the next item itself: its own wake-up costs no switch at all, another coroutine's one switch,
     * straight to it, and a coroutine not begun yet runs on the thread of one that just ended. Only three things send the
     * turn home: a user's callback, nothing ready, and a fatal error. Parking, never spinning: on few cores the one who spins
     * keeps the one it waits for from running.
     */
    private final NativeLoop loop;
    private final CoroutineThreads threads;
    private final String owner;
    private final Turn home;

    /** Thrown by a coroutine, and to be thrown by the run on the home thread. */
    private @Nullable Throwable fatal;

    Baton(NativeLoop loop, CoroutineThreads threads) {
        this.loop = loop;
        this.threads = threads;
        owner = CoroutineThreads.owner(loop);
        home = new Turn(loop::noteInterrupt);
    }

    @Override
    public void comeHome() {
        home.thread = Thread.currentThread();
    }

    @Override
    public Carrier carry(Carrier.Body body) {
        return new Threaded(body);
    }

    @Override
    public void resume(LoopTask<?> task) {
        if (handOver(task)) {
            home.await();
            loop.held(home.thread);
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
            task.failUnbegun(noThread);
            return false;
        }
    }

    private void giveHome() {
        letGo();
        home.give();
    }

    /**
     * Before another thread is woken, which takes a while: meanwhile this one may be interrupted, or go on to carry a coroutine
     * of another loop, and must not be taken for the holder.
     */
    private void letGo() {
        loop.held(null);
    }

    /** Whose turn it is, as seen by one thread. */
    private static final class Turn {
        volatile @Nullable Thread thread;
        private volatile boolean mine;
        private final Runnable onInterrupt;

        /** @param onInterrupt called on the thread when it was interrupted while it waited: parking needs the flag down */
        Turn(Runnable onInterrupt) {
            this.onInterrupt = onInterrupt;
        }

        void give() {
            mine = true;
            LockSupport.unpark(thread);
        }

        void await() {
            while (!mine) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    onInterrupt.run();
                }
            }
            mine = false;
        }
    }

    /** The thread of a coroutine, and of those that begin where it ended. */
    private final class Threaded extends Carrier implements Runnable {
        private final Turn turn = new Turn(() -> this.interrupted = true);
        private boolean interrupted;

        /** Null once it ended. */
        private @Nullable Body body;

        Threaded(Body body) {
            this.body = body;
        }

        /** Goes on, or begins: on a thread that it then has for itself. */
        void give() {
            letGo();
            if (turn.thread != null) {
                turn.give();
                return;
            }
            try {
                threads.start(this, owner);
            } catch (Throwable noThread) {
                loop.held(Thread.currentThread());
                throw noThread;
            }
        }

        /** Starts with the turn in hand, and ends by giving it away. */
        @Override
        public void run() {
            turn.thread = Thread.currentThread();
            loop.held(turn.thread);
            CurrentLoop.set(loop);
            try {
                for (Body mine = body; mine != null; mine = body) {
                    Throwable error = mine.runBody();
                    if (error != null) {
                        fatal = error;
                    }
                    body = null;
                    end();
                }
            } finally {
                CurrentLoop.set(null);
            }
        }

        private void end() {
            Thread.interrupted(); // meant for the body that ended, and not for the next one
            if (isNested()) {
                CurrentLoop.set(null);
                turnTo(outer());
                return;
            }
            Runnable item = nextItem();
            if (item instanceof LoopTask<?> fresh && !fresh.hasBegun()) {
                fresh.beginOn(this);
                loop.setCurrentTask(fresh);
                body = fresh;
            } else {
                CurrentLoop.set(null);
                pass(item);
            }
        }

        @Override
        void suspend() {
            Runnable item = nextItem();
            if (item instanceof LoopTask<?> task && task.isCarriedBy(this)) {
                loop.setCurrentTask(task);
                return;
            }
            pass(item);
            awaitTurn();
        }

        @Override
        void switchTo(@Nullable Carrier other) {
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
            loop.held(turn.thread);
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
        }

        @Override
        void giveUp() {
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

        private @Nullable Runnable nextOrFatal() {
            try {
                return loop.nextItem();
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
