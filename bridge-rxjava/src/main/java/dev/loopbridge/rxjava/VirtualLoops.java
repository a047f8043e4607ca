package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopHost;
import io.reactivex.rxjava3.schedulers.TestScheduler;

/**
 * Loops in the virtual time of a {@link TestScheduler}: one clock, and one order of time, for the loop's timers and sleeps and
 * for RxJava's operators.
 *
 * <pre>{@code
 * TestScheduler time = new TestScheduler();
 * EventLoop loop = VirtualLoops.sharedWith(time);
 * TestObserver<String> observer = LoopSingle.submit(loop, () -> await(Tasks.sleep(ofHours(1), "slept")))
 *         .delay(1, HOURS, time)
 *         .test();
 *
 * time.advanceTimeBy(2, HOURS);
 *
 * observer.assertResult("slept");
 * }</pre>
 *
 * @see LoopHost
 */
public final class VirtualLoops {
    private VirtualLoops() {}

    /** As {@link #sharedWith(TestScheduler, EventLoop.Builder)}, with the default loop. */
    public static EventLoop sharedWith(TestScheduler scheduler) {
        return sharedWith(scheduler, EventLoop.builder());
    }

    /**
     * Makes a loop that {@code scheduler} runs, whenever something is ready or due, on the thread that triggers its actions or
     * advances its time; not before, as with everything that it schedules.
     *
     * <p>It never waits. So {@code runUntilComplete} of the bridge's types on it returns from {@code subscribe} and
     * {@code request} at once, and the scheduler drives them; their dispose closes it, as ever. The loop's own
     * {@code runUntilComplete()} and {@code runForever()} are refused. {@code run} of the bridge's types makes loops of its own,
     * in the machine's time. {@code shutdown()} takes its grace in virtual time.
     *
     * <p><b>Order</b>: by due time; at the same instant, the loop's turn comes with the first of its timers.
     *
     * <p>Close it when the test is over, or shut it down.
     *
     * @param scheduler whose time it is
     * @param builder whatever the loop needs; its clock is replaced
     * @return a new loop
     */
    public static EventLoop sharedWith(TestScheduler scheduler, EventLoop.Builder builder) {
        return VirtualTimeHost.of(requireNonNull(scheduler, "scheduler")).newLoop(builder);
    }
}
