package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.LoopScheduling;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.scheduler.Scheduler;

/**
 * Loops as Schedulers: tasks run on the loop's home thread, in order, one a turn, and timed by the loop's own clock.
 * {@code now} is the time of day, unless the loop's time is virtual: then it is that, {@link EventLoop#time()}.
 *
 * <p><b>Call from</b> any thread. Disposed or closed, they refuse every task with {@link RejectedExecutionException}, a
 * {@link LoopClosedException} if the loop is closed. No thread is ever interrupted. What a task throws goes where Reactor's
 * own schedulers send it: the thread's uncaught-exception handler and {@code Schedulers.onHandleError}.
 *
 * <p><b>When the loop closes</b>, what was accepted ends: queued signals are delivered; a subscription that was not made yet,
 * or whose next request comes too late, and an operator that waits for its timer ({@code Mono.delay}, {@code Flux.interval},
 * {@code timeout}, {@code delayElements}), is an {@code onError} of {@link LoopClosedException}, and so is every
 * {@code Flux.publishOn} that has once had a signal. One that drains for ever, so that the loop does not come round to its close,
 * ends at the request, behind the element under way; what it has queued is discarded. A scheduler cannot see behind a task that
 * is a mere lambda, as {@code bufferTimeout}'s and {@code delaySequence}'s are, nor an operator that has nothing scheduled, as a {@code publishOn} that had no signal yet, of a
 * {@code Mono} too, or a {@code subscribeOn} whose source is elsewhere, nor into a source that keeps the loop by itself, behind a
 * {@code subscribeOn}: for these, and for all at once, there is {@link LoopOperators#failOnClose}. A {@code publishOn} that its
 * source signals to at the very moment may drop the refusal ({@code onErrorDropped}) besides its one {@code onError}: Reactor's
 * operator does. {@link LoopOperators#publishOn} does not.
 *
 * <pre>{@code
 * Flux.interval(Duration.ofSeconds(1), LoopSchedulers.from(loop)).subscribe(tick -> ...);
 * }</pre>
 */
public final class LoopSchedulers {
    private LoopSchedulers() {}

    /**
     * Views {@code loop} as a Scheduler, each time anew.
     *
     * <p><b>Dispose</b> leaves the loop open: the view takes no more tasks, what is queued runs, and what is timed ends as if
     * refused.
     *
     * @param loop in any state; while it is idle, tasks wait for the next run
     * @return the view
     */
    public static Scheduler from(EventLoop loop) {
        return new LoopScheduler(LoopScheduling.borrowing(loop));
    }

    /** As {@link #newSingle(EventLoop)}, with a new loop of that name. */
    public static Scheduler newSingle(String name) {
        return newSingle(EventLoop.builder().name(requireNonNull(name, "name")).build());
    }

    /**
     * Runs {@code loop} on a new daemon thread of its name, as a Scheduler that owns it.
     *
     * <p><b>Dispose</b> closes the loop, on its thread, without waiting for that; {@code disposeGracefully} lets what is
     * queued run before.
     *
     * @param loop idle
     * @return the owner
     * @throws LoopClosedException if it is closed
     * @throws IllegalStateException "This event loop is already running"
     */
    public static Scheduler newSingle(EventLoop loop) {
        return new LoopScheduler(LoopScheduling.owning(requireNonNull(loop, "loop")));
    }
}
