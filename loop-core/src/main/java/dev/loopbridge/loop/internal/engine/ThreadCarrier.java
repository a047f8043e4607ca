package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.jvm.FreshThread;
import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread of a coroutine, and of those that begin where it ended. */
final class ThreadCarrier extends Carrier implements Runnable {
    private final ThreadEngine baton;
    private final TaskLoop loop;
    final Turn turn = new Turn(() -> this.interrupted = true, null);
    private boolean interrupted;

    /** Null once it ended. */
    private @Nullable Body body;

    ThreadCarrier(ThreadEngine baton, Body body) {
        this.baton = baton;
        loop = baton.loop;
        this.body = body;
    }

    boolean hasBegun() {
        return turn.thread != null;
    }

    /** {@return whether it can go on} */
    boolean isSuspended() {
        return hasBegun() && body != null;
    }

    /** Goes on, or begins: on a thread that it then has for itself. Throws if the caller keeps the turn. */
    void give() {
        if (body == null) {
            throw new IllegalStateException("this coroutine has ended, and its task could not be told");
        }
        try {
            baton.letGo();
            baton.given = this;
            if (hasBegun()) {
                turn.give();
            } else {
                baton.threads.start(this, baton.owner);
            }
        } catch (Throwable notGiven) {
            if (turn.mine) {
                return; // home will wake it up
            }
            baton.given = null;
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
                baton.fatal = broken;
                turnTo(isNested() ? outer() : null);
            }
        } finally {
            forgetLoop();
        }
    }

    private void carryBodies(Thread me) {
        String name = me.getName();
        for (Body mine = body; mine != null; mine = body) {
            baton.carry(mine, me);
            body = null;
            leaveNothing(me, name);
            end();
        }
    }

    private static void forgetLoop() {
        try {
            CurrentLoop.set(null);
        } catch (Throwable noMemory) {
            // then the thread had none to forget
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
        baton.given = null;
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
            baton.giveHome();
        } else {
            ((ThreadCarrier) other).give();
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
        baton.giveHome();
        for (; ; ) {
            LockSupport.park(this);
            Thread.interrupted();
        }
    }

    /** {@return the next item that this thread may not run; null if the home thread must see to it} */
    private @Nullable Runnable nextItem() {
        loop.setCurrentTask(null);
        while (baton.fatal == null && !loop.isClosing()) {
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
                    baton.fatal = error;
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
            baton.fatal = error; // home throws it, and not this coroutine's await
            return null;
        }
    }

    private void pass(@Nullable Runnable item) {
        if (item instanceof LoopTask<?> next && baton.handOver(next)) {
            return;
        }
        if (item != null && !(item instanceof LoopTask<?>)) {
            loop.agenda().handBack(item);
        }
        baton.giveHome();
    }
}
