package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.Generator;
import reactor.core.publisher.Flux;

/**
 * Generators as Fluxes: cold, each subscription runs the body anew.
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
}
