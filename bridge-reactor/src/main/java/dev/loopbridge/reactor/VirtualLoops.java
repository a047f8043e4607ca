package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopHost;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Loops in the virtual time of reactor-test: one clock, and one order of time, for the loop's timers and sleeps and for
 * Reactor's operators.
 *
 * <pre>{@code
 * StepVerifier.withVirtualTime(() -> {
 *             EventLoop loop = VirtualLoops.sharedWith(VirtualTimeScheduler.get());
 *             return LoopMono.submit(loop, () -> await(Tasks.sleep(ofHours(1), "slept")))
 *                     .delayElement(ofHours(1));
 *         })
 *         .expectSubscription()
 *         .expectNoEvent(ofHours(2))
 *         .expectNext("slept")
 *         .verifyComplete();
 * }</pre>
 *
 * @see LoopHost
 */
@SuppressWarnings("exports") // whoever calls this has reactor-test; whoever does not must not need it
public final class VirtualLoops {
    private VirtualLoops() {}

    /** As {@link #sharedWith(VirtualTimeScheduler, EventLoop.Builder)}, with the default loop. */
    public static EventLoop sharedWith(VirtualTimeScheduler scheduler) {
        return sharedWith(scheduler, EventLoop.builder());
    }

    /**
     * Makes a loop that {@code scheduler} runs, whenever something is ready or due, on the thread that submits or advances
     * the time.
     *
     * <p>It never waits. So {@code LoopMono.runUntilComplete} and {@code LoopFlux.runUntilComplete} on it return from
     * {@code subscribe} and {@code request} at once, and the scheduler drives them; their dispose closes it, as ever. The
     * loop's own {@code runUntilComplete()} and {@code runForever()} are refused. {@code LoopMono.run} and
     * {@code LoopFlux.run} make loops of their own, in the machine's time. {@code shutdown()} takes its grace in virtual time.
     *
     * <p><b>Order</b>: by due time; at the same instant, the loop's turn comes with the first of its timers.
     *
     * <p>Close it when the test is over, or shut it down; the scheduler's dispose does not. A loop that is used after that
     * dispose is shut down on the spot.
     *
     * @param scheduler whose time it is
     * @param builder whatever the loop needs; its clock is replaced
     * @return a new loop
     */
    public static EventLoop sharedWith(VirtualTimeScheduler scheduler, EventLoop.Builder builder) {
        return new VirtualTimeHost(requireNonNull(scheduler, "scheduler")).newLoop(builder);
    }
}
