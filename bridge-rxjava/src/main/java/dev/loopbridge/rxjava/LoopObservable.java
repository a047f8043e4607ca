package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.function.Supplier;

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

    /**
     * Pulls an iterator, one element after the other.
     *
     * <p><b>Runs on</b> the loop, in a task for each subscription; subscribing never blocks, from any thread. However the
     * subscription ends, the task finishes the iterator, whose clean-up may await. The loop is left as it is.
     *
     * <p><b>If disposed</b>: the task is cancelled where it pulls, and finishes the iterator.
     *
     * @param loop running elsewhere
     * @param iterators makes one for each subscription, since they are for one pass; called on the loop
     * @param <T> the type of the elements
     * @return cold
     */
    public static <T> Observable<T> fromAsyncIterator(
            EventLoop loop, Supplier<? extends AsyncIterator<? extends T>> iterators) {
        return assemble(Launch.<T>fromAsyncIterator(loop, iterators));
    }

    /**
     * Gives 0 after {@code delay}, by a timer of the loop: no task, no thread, and the loop's own clock.
     *
     * <p><b>Runs on</b> the loop's home thread. Closing the loop is an {@code onError} with {@link LoopClosedException}.
     * <b>If disposed</b>, so is the timer.
     *
     * @param loop running elsewhere
     * @param delay from the subscription on; zero or negative means the next iteration
     * @return cold
     */
    public static Observable<Long> timer(EventLoop loop, Duration delay) {
        return assemble(Launch.delay(loop, delay).named("timer"));
    }

    /** As {@link #interval(EventLoop, Duration, Duration)}, with the period for a delay. */
    public static Observable<Long> interval(EventLoop loop, Duration period) {
        return interval(loop, requireNonNull(period, "period"), period);
    }

    /**
     * Counts from 0 at a fixed rate, by timers of the loop: no task, no thread, and the loop's own clock.
     *
     * <p><b>Runs on</b> the loop's home thread. Closing the loop is an {@code onError} with
     * {@link LoopClosedException}. <b>If disposed</b>, so is the timer.
     *
     * @param loop running elsewhere
     * @param delay from the subscription to the first tick; zero or negative means the next iteration
     * @param period between two ticks, more than zero; a loop that falls behind catches up
     * @return cold
     * @throws IllegalArgumentException if the period is not positive
     */
    public static Observable<Long> interval(EventLoop loop, Duration delay, Duration period) {
        return assemble(Launch.interval(loop, delay, period, LoopFlowable::overflow));
    }

    private static <T> Observable<T> assemble(Launch<T> launch) {
        return RxJavaPlugins.onAssembly(new ObservableLaunch<>(launch));
    }
}
