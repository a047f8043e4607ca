package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Makes an {@link Observable} of what a body emits, which runs on an event loop.
 *
 * <p>Cold: each observer gets the body anew. There is no demand: {@code emit} never suspends. What the body throws comes as
 * it is; what {@code onNext} throws is thrown into the body. A dispose cancels the body and lets it unwind, silently; what
 * fails then goes to {@link RxJavaPlugins#onError}.
 *
 * <pre>{@code
 * Observable<Integer> ticks = LoopObservable.run(out -> {
 *     for (int n = 1; n <= 10; n++) {
 *         await(Tasks.sleep(Duration.ofMillis(50)));
 *         out.emit(n);
 *     }
 * });
 * }</pre>
 */
public final class LoopObservable {
    private LoopObservable() {}

    /**
     * As {@link #run(Generator, LaunchOptions)} with the default options.
     *
     * @param body emits the elements
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Observable<T> run(Generator<T> body) {
        return run(body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on a new loop for each observer: asyncio's {@code run}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end closes the loop, as does a dispose, once the body has unwound.
     *
     * @param body emits the elements
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Observable<T> run(Generator<T> body, LaunchOptions options) {
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
    public static <T> Observable<T> runUntilComplete(EventLoop loop, Generator<T> body) {
        return runUntilComplete(loop, body, LaunchOptions.defaults());
    }

    /**
     * Runs {@code body} on {@code loop} for each observer: asyncio's {@code run_until_complete}.
     *
     * <p><b>Runs on</b> the thread that subscribes. The end leaves the loop open; a dispose closes it, once the body has
     * unwound. A closed loop is an {@code onError} with {@link LoopClosedException}.
     *
     * @param loop idle
     * @param body emits the elements
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Observable<T> runUntilComplete(EventLoop loop, Generator<T> body, LaunchOptions options) {
        return assemble(Launch.runUntilComplete(loop, body, options));
    }

    /**
     * Hands {@code body} over to {@code loop} for each observer: asyncio's {@code run_coroutine_threadsafe}.
     *
     * <p><b>Runs on</b> the loop; never blocks. The end leaves the loop open, and a dispose cancels the body only. A closed
     * loop is an {@code onError} with {@link LoopClosedException}, now or in flight.
     *
     * @param loop running elsewhere
     * @param body emits the elements
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Observable<T> submit(EventLoop loop, Generator<T> body) {
        return assemble(Launch.submit(loop, body));
    }

    private static <T> Observable<T> assemble(Launch<T> launch) {
        return RxJavaPlugins.onAssembly(new ObservableLaunch<>(launch));
    }
}
