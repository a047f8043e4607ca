package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Makes a {@link Single} of the result of a body that runs on an event loop.
 *
 * <p>Cold: each observer gets the body anew. What the body throws comes as it is; a null result is a
 * {@link NullPointerException}, and a case for {@link LoopMaybe}. A dispose cancels the body and lets it unwind, silently;
 * what fails then goes to {@link RxJavaPlugins#onError}.
 *
 * <pre>{@code
 * Single<Integer> answer = LoopSingle.run(() -> {
 *     await(Tasks.sleep(Duration.ofMillis(50)));
 *     return 42;
 * });
 * }</pre>
 */
public final class LoopSingle {
    private LoopSingle() {}

    /**
     * As {@link #run(Coroutine, LaunchOptions)} with the default options.
     *
     * @param body the value; null is an error
     * @param <T> the type of the value
     * @return to subscribe to, any number of times
     */
    public static <T> Single<T> run(Coroutine<? extends T> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop for each observer: asyncio's {@code run}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end closes the loop, as does a dispose, once the body has unwound.
     *
     * @param body the value; null is an error
     * @param options how the loop is run
     * @param <T> the type of the value
     * @return to subscribe to, any number of times
     */
    public static <T> Single<T> run(Coroutine<? extends T> body, LaunchOptions options) {
        return assemble(Launch.run(nonNull(body), options));
    }

    /**
     * As {@link #runUntilComplete(EventLoop, Coroutine, LaunchOptions)} with the default options.
     *
     * @param loop idle
     * @param body the value; null is an error
     * @param <T> the type of the value
     * @return to subscribe to, any number of times
     */
    public static <T> Single<T> runUntilComplete(EventLoop loop, Coroutine<? extends T> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on {@code loop} for each observer: asyncio's {@code run_until_complete}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end leaves the loop open; a dispose closes it, once the body has
     * unwound. A closed loop is an {@code onError} with {@link LoopClosedException}.
     *
     * @param loop idle
     * @param body the value; null is an error
     * @param options how the loop is run
     * @param <T> the type of the value
     * @return to subscribe to, any number of times
     */
    public static <T> Single<T> runUntilComplete(EventLoop loop, Coroutine<? extends T> body, LaunchOptions options) {
        return assemble(Launch.runUntilComplete(loop, nonNull(body), options));
    }

    /**
     * Hands {@code body} over to {@code loop} for each observer: asyncio's {@code run_coroutine_threadsafe}.
     *
     * <p><b>Runs on</b> the loop; never blocks. The end leaves the loop open, and a dispose cancels the body only. A closed
     * loop is an {@code onError} with {@link LoopClosedException}, now or in flight.
     *
     * @param loop running elsewhere
     * @param body the value; null is an error
     * @param <T> the type of the value
     * @return to subscribe to, any number of times
     */
    public static <T> Single<T> submit(EventLoop loop, Coroutine<? extends T> body) {
        return assemble(Launch.submit(loop, nonNull(body)));
    }

    private static <T> Single<T> assemble(Launch<T> launch) {
        return RxJavaPlugins.onAssembly(new SingleLaunch<>(launch));
    }

    private static <T> Coroutine<T> nonNull(Coroutine<? extends T> body) {
        requireNonNull(body, "body");
        return () -> requireNonNull(
                body.run(),
                "The body of a LoopSingle returned null; return a value, or use LoopMaybe, where null is empty");
    }
}
