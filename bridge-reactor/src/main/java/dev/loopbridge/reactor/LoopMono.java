package dev.loopbridge.reactor;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable.Attr.RunStyle;
import reactor.core.publisher.Mono;

/**
 * Coroutines as Monos: cold, each subscription runs the body anew. And what a loop has without one: its tasks and timers.
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
        Launch<T> launch = Launch.run(body, options);
        boolean mayMove = options.blocking() == LaunchOptions.Blocking.OFFLOAD;
        return MonoSource.assemble(launch, mayMove ? RunStyle.ASYNC : RunStyle.SYNC);
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

    /** As {@link #fromTask(LoopFuture, boolean)}; a cancel is the task's too, as it is with {@link Mono#fromFuture}. */
    public static <T> Mono<T> fromTask(LoopFuture<? extends @Nullable T> task) {
        return fromTask(task, /* suppressCancel= */ false);
    }

    /**
     * Looks at a task, or any other future of a loop, that is on its way.
     *
     * <p><b>Hot</b>: one outcome for all subscribers. <b>Runs on</b> the loop's home thread; on the subscribing thread if the
     * task is done already. A task that somebody cancelled is an {@code onError} of {@link CancellationException}; a loop that
     * closes first, of {@link LoopClosedException}.
     *
     * <p><b>If cancelled</b>: the task is cancelled, for all its subscribers; unless that is suppressed, when only this
     * subscriber leaves. What comes for it later is discarded or dropped by its hooks.
     *
     * @param task done or not
     * @param suppressCancel whether a cancel leaves the task alone
     * @param <T> the type of the value
     * @return hot
     */
    public static <T> Mono<T> fromTask(LoopFuture<? extends @Nullable T> task, boolean suppressCancel) {
        return MonoSource.assemble(Launch.fromTask(task, suppressCancel));
    }

    /**
     * Gives 0 after {@code delay}, by a timer of the loop: no task, no thread, and the loop's own clock.
     *
     * <p><b>Runs on</b> the loop's home thread. Closing the loop is an {@code onError} of {@link LoopClosedException}.
     * <b>If cancelled</b>, so is the timer. Without demand the value waits for it.
     *
     * @param loop running elsewhere
     * @param delay from the subscription on; zero or negative means the next iteration
     * @return cold
     */
    public static Mono<Long> delay(EventLoop loop, Duration delay) {
        return MonoSource.assemble(Launch.delay(loop, delay));
    }
}
