package dev.loopbridge.reactor;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Coroutines as Monos: cold, each subscription runs the body anew.
 *
 * <p>A null result completes empty; what the body throws is the {@code onError}, the same instance. A cancel is silent and
 * lets the body's {@code finally} blocks run; a loop that closes first is an {@code onError} of {@link LoopClosedException}.
 * A value without demand waits for it.
 *
 * <pre>{@code
 * Mono<String> page = LoopMono.run(() -> await(fetch(uri)));
 * }</pre>
 *
 * @see Launch
 */
public final class LoopMono {
    private LoopMono() {}

    /** As {@link #run(Coroutine, LaunchOptions)}, with the default options. */
    public static <T> Mono<T> run(Coroutine<? extends @Nullable T> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop, {@code asyncio.run} for each subscription.
     *
     * <p><b>Runs on</b> the subscribing thread, until it ends. Where that must not block, or runs another loop, it is an
     * {@code onError} of {@link IllegalStateException}, unless the options say otherwise. The end of the body closes the loop.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds, then the loop closes.
     *
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the value
     * @return cold
     */
    public static <T> Mono<T> run(Coroutine<? extends @Nullable T> body, LaunchOptions options) {
        return MonoSource.assemble(Launch.run(body, options));
    }

    /** As {@link #runUntilComplete(EventLoop, Coroutine, LaunchOptions)}, with the default options. */
    public static <T> Mono<T> runUntilComplete(EventLoop loop, Coroutine<? extends @Nullable T> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on an idle loop of yours, which stays open when the body ends: subscribe again.
     *
     * <p><b>Runs on</b> the subscribing thread as {@link #run(Coroutine, LaunchOptions)}, or on the one that drives the loop
     * for another subscription already.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds, then the loop closes, and the next subscription fails.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the value
     * @return cold
     */
    public static <T> Mono<T> runUntilComplete(
            EventLoop loop, Coroutine<? extends @Nullable T> body, LaunchOptions options) {
        return MonoSource.assemble(Launch.runUntilComplete(loop, body, options));
    }

    /**
     * Hands {@code body} over to a loop that runs elsewhere, {@code run_coroutine_threadsafe} for each subscription.
     *
     * <p><b>Runs on</b> the loop; subscribing never blocks, from any thread. <b>Order</b>: of subscription. The loop is left
     * as it is.
     *
     * <p><b>If cancelled</b>: the task is cancelled and unwinds on the loop.
     *
     * @param loop running elsewhere
     * @param body the body
     * @param <T> the type of the value
     * @return cold
     */
    public static <T> Mono<T> submit(EventLoop loop, Coroutine<? extends @Nullable T> body) {
        return MonoSource.assemble(Launch.submit(loop, body));
    }
}
