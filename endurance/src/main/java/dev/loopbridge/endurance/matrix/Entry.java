package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One subscription in the books: all that it was told, from whichever thread. */
final class Entry {
    private static final ThreadLocal<@Nullable Entry> CURRENT = new ThreadLocal<>();

    private final int number;
    private final SubscriptionBatch wave;

    /** What its first signal has to pass; null if its consumer is quick. */
    private final @Nullable SlowConsumer gate;

    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicInteger terminals = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> canceller = new AtomicReference<>();
    private volatile @Nullable EventLoop home;
    private volatile boolean begun;
    private volatile boolean afterTerminal;
    private volatile boolean cancelled;
    private volatile boolean thrown;
    private volatile boolean hooked;

    Entry(int number, SubscriptionBatch wave, @Nullable SlowConsumer gate) {
        this.number = number;
        this.wave = wave;
        this.gate = gate;
    }

    /** {@return which one this is in its cell, from 0} For variety. */
    int number() {
        return number;
    }

    /** Subscribes, and keeps what that throws. */
    void attempt(Runnable subscribe) {
        CURRENT.set(this);
        wave.started();
        try {
            subscribe.run();
        } catch (Throwable error) {
            thrown = true;
            wave.keep(error);
        } finally {
            CURRENT.remove();
        }
    }

    /** What the subscription waits for is under way; errors of this thread are put down to it from now on. */
    void begin() {
        CURRENT.set(this);
        underWay();
    }

    /** As {@link #begin()}, inside a body, whose thread is a pool's and whose errors are no hook's. */
    void beginOn(EventLoop loop) {
        home = loop;
        underWay();
    }

    private void underWay() {
        begun = true;
        wave.begun(this);
    }

    /** {@return the loop that carries the body; null before that has begun} */
    @Nullable
    EventLoop home() {
        return home;
    }

    void subscribed(Runnable cancel) {
        if (!canceller.compareAndSet(null, cancel)) {
            cancel.run();
        }
    }

    void cancel() {
        cancelled = true;
        if (!canceller.compareAndSet(null, Entry::cancelledFirst)) {
            Runnable cancel = canceller.get();
            if (cancel != null) {
                cancel.run();
            }
        }
    }

    private static void cancelledFirst() {}

    /** An element arrives. One that is still under way when the terminal signal comes is as wrong as one behind it. */
    void element() {
        noteIfOver();
        passGate();
        noteIfOver();
    }

    private void noteIfOver() {
        if (terminals.get() > 0) {
            afterTerminal = true;
        }
    }

    /** A terminal signal arrives. */
    void end() {
        if (terminals.getAndIncrement() == 0) {
            wave.ended();
        }
        passGate();
    }

    private void passGate() {
        if (signals.getAndIncrement() == 0 && gate != null) {
            gate.pass();
        }
    }

    /** An error that nobody takes was reported to a hook on the calling thread, which was busy with an entry. */
    static void reportToHook() {
        Entry current = CURRENT.get();
        if (current != null) {
            current.hooked = true;
        }
    }

    boolean isSubscribed() {
        return canceller.get() != null;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean hasEnded() {
        return terminals.get() > 0 || thrown;
    }

    boolean hadSignalsAfterTheEnd() {
        return afterTerminal;
    }

    /** {@return how this ended} Once no thread is left that could change it. */
    End outcome() {
        if (terminals.get() > 1) {
            return End.TWICE;
        }
        if (thrown) {
            return End.THROWN;
        }
        if (terminals.get() == 1) {
            return End.TERMINAL;
        }
        if (cancelled) {
            return End.CANCELLED;
        }
        return hooked ? End.HOOK : End.HUNG;
    }
}
