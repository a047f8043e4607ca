package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/**
 * Generators as Fluxes: cold, each subscription runs the body anew. So do iterators; and timers tick.
 *
 * <p>{@code emit} suspends while there is no demand, and buffers nothing. What the body throws is the {@code onError}, the
 * same instance; what {@code onNext} throws comes out of {@code emit}. A cancel is silent and lets the body's
 * {@code finally} blocks run; a loop that closes first is an {@code onError} of {@link LoopClosedException}.
 *
 * <p>{@code onNext} runs within {@code emit}, on the thread that carries the body; the end, on the one that runs the loop.
 *
 * <pre>{@code
 * Flux<Integer> countdown = LoopFlux.run(out -> {
 *     for (int n = 10; n > 0; n--) {
 *         out.emit(n);
 *         await(Tasks.sleep(Duration.ofSeconds(1)));
 *     }
 * });
 * }</pre>
 *
 * @see Launch
 */
public final class LoopFlux {
    private LoopFlux() {}

    /** As {@link #run(Generator, LaunchOptions)}, with the default options. */
    public static <T> Flux<T> run(Generator<T> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop for each subscription, while there is demand.
     *
     * <p><b>The loop runs on</b> the thread that requests: when {@code emit} finds no demand left, that call returns, and the
     * next request drives the loop on; one that comes while it runs only adds. Where the thread must not block, or runs another
     * loop, it is an {@code onError} of {@link IllegalStateException}, unless the options say otherwise. The end of the body
     * closes the loop.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds, then the loop closes; on the cancelling thread if the loop
     * is idle.
     *
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return cold
     */
    public static <T> Flux<T> run(Generator<T> body, LaunchOptions options) {
        return FluxSource.assemble(Launch.run(body, options));
    }

    /** As {@link #runUntilComplete(EventLoop, Generator, LaunchOptions)}, with the default options. */
    public static <T> Flux<T> runUntilComplete(EventLoop loop, Generator<T> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on an idle loop of yours, which stays open when the body ends: subscribe again.
     *
     * <p><b>The loop runs on</b> the thread that requests as {@link #run(Generator, LaunchOptions)}, or on the one that drives
     * the loop for another subscription already.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds, then the loop closes, and the next subscription fails.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return cold
     */
    public static <T> Flux<T> runUntilComplete(EventLoop loop, Generator<T> body, LaunchOptions options) {
        return FluxSource.assemble(Launch.runUntilComplete(loop, body, options));
    }

    /**
     * Hands {@code body} over to a loop that runs elsewhere, for each subscription.
     *
     * <p><b>Runs on</b> that loop; subscribing and requesting never block, from any thread. <b>Order</b>: of subscription. The
     * loop is left as it is.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds on the loop.
     *
     * @param loop running elsewhere
     * @param body the body
     * @param <T> the type of the elements
     * @return cold
     */
    public static <T> Flux<T> submit(EventLoop loop, Generator<T> body) {
        return FluxSource.assemble(Launch.submit(loop, body));
    }

    /**
     * Pulls an iterator, one element at a time and not before it is asked for.
     *
     * <p><b>Runs on</b> the loop, in a task for each subscription; subscribing and requesting never block, from any thread.
     * That there are no more elements shows when one more is asked for. However the subscription ends, the task finishes the
     * iterator, whose clean-up may await. The loop is left as it is.
     *
     * <p><b>If cancelled</b>: the task is cancelled where it pulls, and finishes the iterator.
     *
     * @param loop running elsewhere
     * @param iterators makes one for each subscription, since they are for one pass; called on the loop at the first demand
     * @param <T> the type of the elements
     * @return cold
     */
    public static <T> Flux<T> fromAsyncIterator(
            EventLoop loop, Supplier<? extends AsyncIterator<? extends T>> iterators) {
        return FluxSource.assemble(Launch.<T>fromAsyncIterator(loop, iterators));
    }

    /** As {@link #interval(EventLoop, Duration, Duration)}, with the period for a delay. */
    public static Flux<Long> interval(EventLoop loop, Duration period) {
        return interval(loop, requireNonNull(period, "period"), period);
    }

    /**
     * Counts from 0 at a fixed rate, by timers of the loop: no task, no thread, and the loop's own clock.
     *
     * <p><b>Runs on</b> the loop's home thread. A tick without demand is an {@code onError} as {@link Flux#interval} has it:
     * see {@link Flux#onBackpressureDrop()}. Closing the loop is an {@code onError} of {@link LoopClosedException}.
     * <b>If cancelled</b>, so is the timer.
     *
     * @param loop running elsewhere
     * @param delay from the subscription to the first tick; zero or negative means the next iteration
     * @param period between two ticks, more than zero; a loop that falls behind catches up
     * @return cold
     * @throws IllegalArgumentException if the period is not positive
     */
    public static Flux<Long> interval(EventLoop loop, Duration delay, Duration period) {
        return FluxSource.assemble(Launch.interval(loop, delay, period, LoopFlux::overflow));
    }

    private static RuntimeException overflow(long tick) {
        return Exceptions.failWithOverflow(
                "tick " + tick
                        + " came without demand, and an interval waits for nobody; use onBackpressureDrop() or onBackpressureLatest()");
    }
}
