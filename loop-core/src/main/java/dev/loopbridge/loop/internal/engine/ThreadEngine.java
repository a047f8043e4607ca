package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The engine of threads: who holds the loop is passed between its home thread and those that carry its coroutines. */
final class ThreadEngine extends BodyEngine {
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
    final CoroutineThreads threads;
    final String owner;
    private final Turn home;

    /** Who was given the turn, and did not take it yet; null if that is home. */
    volatile @Nullable ThreadCarrier given;

    /** {@link #given} when home last looked; home's. */
    private @Nullable ThreadCarrier lastSeen;

    ThreadEngine(TaskLoop loop, CoroutineThreads threads) {
        super(loop);
        this.threads = threads;
        owner = CoroutineThreads.owner(loop);
        home = new Turn(loop.holder()::noteInterrupt, this::lookAfterTurn);
    }

    @Override
    public void comeHome() {
        home.thread = Thread.currentThread();
        super.comeHome();
    }

    @Override
    public Carrier carry(Carrier.Body body) {
        return new ThreadCarrier(this, body);
    }

    @Override
    public void resume(LoopTask<?> task) {
        if (handOver(task)) {
            home.await();
            loop.holder().set(home.thread);
        }
        loop.setCurrentTask(null);
        throwIfFatal();
    }

    /** {@return false if no thread could be had, and the task failed of it; or if what has begun could not be told to go on} */
    boolean handOver(LoopTask<?> task) {
        loop.setCurrentTask(task);
        try {
            ((ThreadCarrier) task.carrier()).give();
            return true;
        } catch (Throwable notGiven) {
            loop.setCurrentTask(null);
            keep(task, notGiven);
            return false;
        }
    }

    private void keep(LoopTask<?> task, Throwable notGiven) {
        try {
            if (task.hasBegun() && ((ThreadCarrier) task.carrier()).isSuspended()) {
                fatal = notGiven;
                loop.agenda().add(task); // for the next run
            } else {
                task.abort(notGiven);
            }
        } catch (Throwable second) {
            fatal = second;
        }
    }

    /** Now and then while home waits. On home. */
    private void lookAfterTurn() {
        ThreadCarrier awaited = given;
        if (awaited != null) {
            LockSupport.unpark(awaited.turn.thread);
            if (awaited == lastSeen) {
                threads.relieve();
            }
        }
        lastSeen = awaited;
    }

    void giveHome() {
        letGo();
        given = null;
        home.give();
    }

    /**
     * Before another thread is woken, which takes a while: meanwhile this one may be interrupted, or go on to carry a coroutine
     * of another loop, and must not be taken for the holder.
     */
    void letGo() {
        loop.holder().set(null);
    }
}
