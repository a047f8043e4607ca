package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopHost;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The builder behind {@link EventLoop#builder()}. */
public final class LoopBuilder implements EventLoop.Builder {
    private static final AtomicLong NUMBERS = new AtomicLong();

    @Nullable
    String name;

    LoopClock clock = LoopClock.system();
    boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);
    long slowCallbackNanos = SLOW_CALLBACK_THRESHOLD.toNanos();

    @Nullable
    LoopExceptionHandler exceptionHandler;

    int maxPending = Integer.MAX_VALUE;
    CoroutineEngine engine = CoroutineEngine.AUTO;

    @Nullable
    Executor defaultExecutor;

    /** Who runs the loop; null for whoever calls {@code run*}. */
    @Nullable
    LoopHost host;

    @Override
    public LoopBuilder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    @Override
    public LoopBuilder clock(LoopClock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    @Override
    public LoopBuilder debug(boolean debug) {
        this.debug = debug;
        return this;
    }

    @Override
    public LoopBuilder slowCallbackThreshold(Duration threshold) {
        if (threshold.isNegative()) {
            throw new IllegalArgumentException("threshold must be >= 0, was " + threshold);
        }
        this.slowCallbackNanos = Nanos.of(threshold);
        return this;
    }

    @Override
    public LoopBuilder exceptionHandler(LoopExceptionHandler handler) {
        this.exceptionHandler = requireNonNull(handler, "handler");
        return this;
    }

    @Override
    public LoopBuilder maxPending(int maxPending) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending must be >= 1, was " + maxPending);
        }
        this.maxPending = maxPending;
        return this;
    }

    @Override
    public LoopBuilder engine(CoroutineEngine engine) {
        this.engine = requireNonNull(engine, "engine");
        return this;
    }

    @Override
    public LoopBuilder defaultExecutor(Executor executor) {
        this.defaultExecutor = requireNonNull(executor, "executor");
        return this;
    }

    String nameOrDefault() {
        return name != null ? SafeText.line(name) : "loop-" + NUMBERS.incrementAndGet();
    }

    /** As {@link LoopHost#newLoop}. */
    public EventLoop buildGuest(LoopHost host) {
        LoopClock ownClock = clock;
        clock = host::nanoTime;
        this.host = host;
        try {
            return build();
        } finally {
            clock = ownClock;
            this.host = null;
        }
    }

    @Override
    public EventLoop build() {
        NativeLoop loop = new NativeLoop(this);
        LoopRegistry.made(loop);
        return loop;
    }
}
