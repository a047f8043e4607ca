package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Makes a {@link Flowable} of what a body emits, which runs on an event loop.
 *
 * <p>Cold: each subscriber gets the body anew. Demand drives: {@code emit} suspends while there is none, never buffers, and
 * the next {@code request} runs the loop on, on the requesting thread. What the body throws comes as it is; what
 * {@code onNext} throws is thrown into the body. A dispose cancels the body and lets it unwind, silently; what fails then
 * goes to {@link RxJavaPlugins#onError}.
 *
 * <pre>{@code
 * Flowable<Integer> countdown = LoopFlowable.run(out -> {
 *     for (int n = 10; n > 0; n--) {
 *         out.emit(n);
 *     }
 * });
 * }</pre>
 */
public final class LoopFlowable {
    private LoopFlowable() {}

    /**
     * As {@link #run(Generator, LaunchOptions)} with the default options.
     *
     * @param body emits the elements
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Flowable<T> run(Generator<T> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop for each subscriber: asyncio's {@code run}.
     *
     * <p><b>Runs on</b> the thread that subscribes, or requests. The end closes the loop, as does a dispose, once the body
     * has unwound.
     *
     * @param body emits the elements
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Flowable<T> run(Generator<T> body, LaunchOptions options) {
        return assemble(Launch.run(body, options));
    }

    /**
     * As {@link #runUntilComplete(EventLoop, Generator, LaunchOptions)} with the default options.
     *
     * @param loop idle
     * @param body emits the elements
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Flowable<T> runUntilComplete(EventLoop loop, Generator<T> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on {@code loop} for each subscriber: asyncio's {@code run_until_complete}.
     *
     * <p><b>Runs on</b> the thread that subscribes, or requests. The end leaves the loop open; a dispose closes it, once the
     * body has unwound. A closed loop is an {@code onError} with {@link LoopClosedException}.
     *
     * @param loop idle
     * @param body emits the elements
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Flowable<T> runUntilComplete(EventLoop loop, Generator<T> body, LaunchOptions options) {
        return assemble(Launch.runUntilComplete(loop, body, options));
    }

    /**
     * Hands {@code body} over to {@code loop} for each subscriber: asyncio's {@code run_coroutine_threadsafe}.
     *
     * <p><b>Runs on</b> the loop; never blocks. The end leaves the loop open, and a dispose cancels the body only. A closed
     * loop is an {@code onError} with {@link LoopClosedException}, now or in flight.
     *
     * @param loop running elsewhere
     * @param body emits the elements
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Flowable<T> submit(EventLoop loop, Generator<T> body) {
        return assemble(Launch.submit(loop, body));
    }

    private static <T> Flowable<T> assemble(Launch<T> launch) {
        return RxJavaPlugins.onAssembly(new FlowableLaunch<>(launch));
    }
}
