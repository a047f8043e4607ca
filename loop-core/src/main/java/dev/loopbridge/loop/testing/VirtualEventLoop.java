package dev.loopbridge.loop.testing;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.VirtualTime;
import dev.loopbridge.loop.internal.queue.Nanos;
import java.time.Duration;

/**
 * A loop whose time is the test's: it jumps to the next deadline when nothing is ready.
 *
 * <p>{@link #loop()} is a loop like any other; what runs it jumps over every wait. Between runs, the test moves time by hand.
 * For one thread, which is the loop's home thread.
 *
 * <pre>{@code
 * try (VirtualEventLoop time = VirtualEventLoop.create()) {
 *     time.loop().callLater(Duration.ofHours(1), () -> log.add("an hour"));
 *     time.advance(Duration.ofMinutes(59));
 *     assertThat(log).isEmpty();
 *     time.advance(Duration.ofMinutes(1));
 *     assertThat(log).containsExactly("an hour");
 * }
 * }</pre>
 */
public final class VirtualEventLoop implements AutoCloseable {
    private final VirtualTime time;

    private VirtualEventLoop(EventLoop.Builder builder) {
        time = new VirtualTime(builder);
    }

    /** {@return a new one, at time 0} */
    public static VirtualEventLoop create() {
        return create(EventLoop.builder());
    }

    /**
     * As {@link #create()} with a loop of one's own making.
     *
     * @param builder whatever the loop needs; its clock is replaced
     * @return a new one, at time 0
     */
    public static VirtualEventLoop create(EventLoop.Builder builder) {
        return new VirtualEventLoop(requireNonNull(builder, "builder"));
    }

    /** {@return the loop} With no timer and nothing ready, it waits for other threads, as any loop does. */
    public EventLoop loop() {
        return time.loop();
    }

    /**
     * Runs the loop until nothing is ready. Time stands still.
     *
     * @throws IllegalStateException if the loop runs
     */
    public void runReady() {
        time.runReady();
    }

    /**
     * Moves time on, and runs what comes due on the way at its own time.
     *
     * @param duration zero or more; at most 146 years
     * @throws IllegalStateException if the loop runs
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must be >= 0, was " + duration);
        }
        time.advance(Nanos.of(duration));
    }

    /**
     * Runs what is ready, moves time to the next deadline, and runs what is due then.
     *
     * @return false if there was no timer
     * @throws IllegalStateException if the loop runs
     */
    public boolean advanceToNextTimer() {
        return time.advanceToNextTimer();
    }

    /** Closes the loop. */
    @Override
    public void close() {
        time.loop().close();
    }
}
