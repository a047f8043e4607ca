package dev.loopbridge.rxjava;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Makes a {@link Completable} that ends when a body does, which runs on an event loop.
 *
 * <p>Cold: each observer gets the body anew. What the body throws comes as it is. A dispose cancels the body and lets it
 * unwind, silently; what fails then goes to {@link RxJavaPlugins#onError}.
 *
 * <pre>{@code
 * Completable saved = LoopCompletable.run(() -> await(save(order)));
 * }</pre>
 */
public final class LoopCompletable {
    private LoopCompletable() {}

    /**
     * As {@link #run(Coroutine, LaunchOptions)} with the default options.
     *
     * @param body its result is ignored
     * @return to subscribe to, any number of times
     */
    public static Completable run(Coroutine<?> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop for each observer: asyncio's {@code run}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end closes the loop, as does a dispose, once the body has unwound.
     *
     * @param body its result is ignored
     * @param options how the loop is run
     * @return to subscribe to, any number of times
     */
    public static Completable run(Coroutine<?> body, LaunchOptions options) {
        return assemble(Launch.run(body, options));
    }

    /**
     * As {@link #runUntilComplete(EventLoop, Coroutine, LaunchOptions)} with the default options.
     *
     * @param loop idle
     * @param body its result is ignored
     * @return to subscribe to, any number of times
     */
    public static Completable runUntilComplete(EventLoop loop, Coroutine<?> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on {@code loop} for each observer: asyncio's {@code run_until_complete}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end leaves the loop open; a dispose closes it, once the body has
     * unwound. A closed loop is an {@code onError} with {@link LoopClosedException}.
     *
     * @param loop idle
     * @param body its result is ignored
     * @param options how the loop is run
     * @return to subscribe to, any number of times
     */
    public static Completable runUntilComplete(EventLoop loop, Coroutine<?> body, LaunchOptions options) {
        return assemble(Launch.runUntilComplete(loop, body, options));
    }

    /**
     * Hands {@code body} over to {@code loop} for each observer: asyncio's {@code run_coroutine_threadsafe}.
     *
     * <p><b>Runs on</b> the loop; never blocks. The end leaves the loop open, and a dispose cancels the body only. A closed
     * loop is an {@code onError} with {@link LoopClosedException}, now or in flight.
     *
     * @param loop running elsewhere
     * @param body its result is ignored
     * @return to subscribe to, any number of times
     */
    public static Completable submit(EventLoop loop, Coroutine<?> body) {
        return assemble(Launch.submit(loop, body));
    }

    /** As {@link #fromTask(LoopFuture, boolean)}; a dispose cancels the task, too. */
    public static Completable fromTask(LoopFuture<?> task) {
        return fromTask(task, /* suppressDispose= */ false);
    }

    /**
     * Looks at a task, or any other future of a loop, that is on its way.
     *
     * <p><b>Hot</b>: one outcome for all observers. <b>Runs on</b> the loop's home thread; on the subscribing thread if
     * the task is done already. A task that somebody cancelled is an {@code onError} with {@link CancellationException}; a
     * loop that closes first, with {@link LoopClosedException}.
     *
     * <p><b>If disposed</b>: the task is cancelled, for all its observers; unless that is suppressed, when only this observer
     * leaves.
     *
     * @param task done or not
     * @param suppressDispose whether a dispose leaves the task alone
     * @return hot
     */
    public static Completable fromTask(LoopFuture<?> task, boolean suppressDispose) {
        return assemble(Launch.fromTask(task, suppressDispose));
    }

    /**
     * Completes after {@code delay}, by a timer of the loop: no task, no thread, and the loop's own clock.
     *
     * <p><b>Runs on</b> the loop's home thread. Closing the loop is an {@code onError} with {@link LoopClosedException}.
     * <b>If disposed</b>, so is the timer.
     *
     * @param loop running elsewhere
     * @param delay from the subscription on; zero or negative means the next iteration
     * @return cold
     */
    public static Completable timer(EventLoop loop, Duration delay) {
        return assemble(Launch.delay(loop, delay).named("timer"));
    }

    private static Completable assemble(Launch<?> launch) {
        return RxJavaPlugins.onAssembly(new CompletableLaunch(launch));
    }
}
