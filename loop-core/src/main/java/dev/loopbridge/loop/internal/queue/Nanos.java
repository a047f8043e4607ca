package dev.loopbridge.loop.internal.queue;

import java.time.Duration;

/** Durations as the loop counts them. */
public final class Nanos {
    /** Between two looks at what another thread finishes in a few instructions; not a spin, which few cores punish. */
    public static final long INSTANT = 10_000;

    /** Half of what fits, so that a deadline stays comparable by subtraction: 146 years. */
    private static final long MOST = Long.MAX_VALUE / 2;

    /** For what is overdue. Less than {@link #MOST}: the two together must be comparable by subtraction for many years, too. */
    private static final long MOST_AGO = MOST / 2;

    private static final Duration LONGEST = Duration.ofNanos(MOST);

    private static final Duration LONGEST_AGO = Duration.ofNanos(-MOST_AGO);

    private Nanos() {}

    /** {@return nanoseconds; below zero for how long ago} */
    public static long signed(Duration duration) {
        if (duration.compareTo(LONGEST_AGO) <= 0) {
            return -MOST_AGO;
        }
        return duration.isNegative() ? duration.toNanos() : of(duration);
    }

    /** {@return nanoseconds, never below zero} */
    public static long of(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(LONGEST) >= 0 ? MOST : duration.toNanos();
    }

    /** {@return {@code nanos}, never below zero, nor too many to compare deadlines with} */
    public static long within(long nanos) {
        return Math.min(Math.max(nanos, 0), MOST);
    }

    /**
     * {@return {@code deadlineNanos}, or what is as good and can be compared by subtraction with each deadline around {@code
     * nowNanos}} A clock may pass the largest number; what is more than 146 years away cannot have been meant so, and is taken
     * for the number that it is.
     */
    public static long near(long deadlineNanos, long nowNanos) {
        long left = deadlineNanos - nowNanos;
        if (left > MOST || left < -MOST) {
            left = deadlineNanos > nowNanos ? MOST : -MOST_AGO;
        }
        return nowNanos + Math.max(left, -MOST_AGO);
    }
}
