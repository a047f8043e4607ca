package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription runs its loop.
 *
 * @param blocking what to do on a thread that must not block
 * @param offloadTo where {@link Blocking#OFFLOAD} drives the loop; null for the others
 * @param grace how long a cancelled body may take to unwind before the loop closes anyway; on a thread that must not block
 *     it may take what is ready, but not wait
 * @param loopName the name of the loops that {@code run} makes; null for the default
 */
public record LaunchOptions(
        Blocking blocking,
        @Nullable Executor offloadTo,
        Duration grace,
        @Nullable String loopName) {
    /** What a subscription does that would drive a loop on a thread that must not block. */
    public enum Blocking {
        /** It ends with an error that names the thread. */
        FAIL,
        /** It drives the loop on another thread. */
        OFFLOAD,
        /** It drives the loop all the same. */
        ALLOW
    }

    private static final LaunchOptions DEFAULTS = new LaunchOptions(Blocking.FAIL, null, Duration.ofSeconds(5), null);

    /** Refuses an offload without an executor. */
    public LaunchOptions {
        requireNonNull(blocking, "blocking");
        requireNonNull(grace, "grace");
        if (blocking == Blocking.OFFLOAD) {
            requireNonNull(offloadTo, "offloadTo");
        }
    }

    /** {@return {@link Blocking#FAIL}, and five seconds of grace} */
    public static LaunchOptions defaults() {
        return DEFAULTS;
    }

    /**
     * These, and {@link Blocking#OFFLOAD}.
     *
     * @param executor where to drive the loop
     * @return a copy
     */
    public LaunchOptions offload(Executor executor) {
        return new LaunchOptions(Blocking.OFFLOAD, requireNonNull(executor, "executor"), grace, loopName);
    }

    /** {@return these, and {@link Blocking#ALLOW}} */
    public LaunchOptions allowBlocking() {
        return new LaunchOptions(Blocking.ALLOW, null, grace, loopName);
    }

    /**
     * These with another grace.
     *
     * @param grace zero means no waiting
     * @return a copy
     */
    public LaunchOptions grace(Duration grace) {
        return new LaunchOptions(blocking, offloadTo, grace, loopName);
    }

    /**
     * These with a name for the loops that {@code run} makes.
     *
     * @param loopName for messages
     * @return a copy
     */
    public LaunchOptions name(String loopName) {
        return new LaunchOptions(blocking, offloadTo, grace, requireNonNull(loopName, "loopName"));
    }
}
