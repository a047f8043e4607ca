package dev.loopbridge.loop.internal.core;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.TaskLimit;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.report.SafeText;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a loop is built of; but for who builds it, the builder behind {@link EventLoop#builder()}. */
public abstract class LoopSettings implements EventLoop.Builder {
    private static final AtomicLong NUMBERS = new AtomicLong();

    @Nullable
    String name;

    public LoopClock clock = LoopClock.system();
    boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);
    long slowCallbackNanos = SLOW_CALLBACK_THRESHOLD.toNanos();

    @Nullable
    LoopExceptionHandler exceptionHandler;

    int maxPending = Integer.MAX_VALUE;
    public int maxTasks = Integer.MAX_VALUE;
    public TaskLimit taskLimit = TaskLimit.REFUSE;
    public CoroutineEngine engine = CoroutineEngine.AUTO;

    @Nullable
    public Executor defaultExecutor;

    @Override
    public final EventLoop.Builder name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    @Override
    public final EventLoop.Builder clock(LoopClock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    @Override
    public final EventLoop.Builder debug(boolean debug) {
        this.debug = debug;
        return this;
    }

    @Override
    public final EventLoop.Builder slowCallbackThreshold(Duration threshold) {
        if (threshold.isNegative()) {
            throw new IllegalArgumentException("threshold must be >= 0, was " + threshold);
        }
        this.slowCallbackNanos = Nanos.of(threshold);
        return this;
    }

    @Override
    public final EventLoop.Builder exceptionHandler(LoopExceptionHandler handler) {
        this.exceptionHandler = requireNonNull(handler, "handler");
        return this;
    }

    @Override
    public final EventLoop.Builder maxPending(int maxPending) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending must be >= 1, was " + maxPending);
        }
        this.maxPending = maxPending;
        return this;
    }

    @Override
    public final EventLoop.Builder maxTasks(int maxTasks, TaskLimit limit) {
        if (maxTasks < 1) {
            throw new IllegalArgumentException("maxTasks must be >= 1, was " + maxTasks);
        }
        this.taskLimit = requireNonNull(limit, "limit");
        this.maxTasks = maxTasks;
        return this;
    }

    @Override
    public final EventLoop.Builder engine(CoroutineEngine engine) {
        this.engine = requireNonNull(engine, "engine");
        return this;
    }

    @Override
    public final EventLoop.Builder defaultExecutor(Executor executor) {
        this.defaultExecutor = requireNonNull(executor, "executor");
        return this;
    }

    /** {@return the name that was set, in one line; else a new one} */
    final String nameOrDefault() {
        return name != null ? SafeText.line(name) : "loop-" + NUMBERS.incrementAndGet();
    }
}
