package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.report.WrapsBody;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription's elements come from, and how its loop is run.
 *
 * <table>
 *   <caption>The verbs, named after asyncio's</caption>
 *   <tr><th>verb</th><th>loop</th><th>subscribe</th><th>completion</th><th>cancel</th></tr>
 *   <tr><td>{@code run}</td><td>a new one</td><td>runs it on the subscribing thread</td><td>closes it</td>
 *       <td>cancels, unwinds, closes it</td></tr>
 *   <tr><td>{@code runUntilComplete}</td><td>yours, idle</td><td>runs it on the subscribing thread</td>
 *       <td>leaves it open</td><td>cancels, unwinds, closes it</td></tr>
 *   <tr><td>{@code submit}, {@code fromAsyncIterator}</td><td>yours, running elsewhere</td>
 *       <td>hands over, never blocks</td><td>leaves it</td><td>cancels the task only</td></tr>
 *   <tr><td>{@code fromTask}</td><td>the task's</td><td>looks on, never blocks</td><td>leaves it</td>
 *       <td>cancels the task, unless suppressed</td></tr>
 *   <tr><td>{@code delay}, {@code interval}</td><td>yours, running elsewhere</td><td>sets a timer</td><td>leaves it</td>
 *       <td>cancels the timer</td></tr>
 * </table>
 *
 * <p>A {@link Coroutine} gives one element, or none if its result is null; a {@link Generator} gives any number. The first two
 * verbs run the loop while there is demand; each {@code request} drives it on.
 *
 * @param <T> the type of the elements
 */
public final class Launch<T> {
    /** What a task of the subscription runs; a last element may be its result. */
    @FunctionalInterface
    interface Body<T> {
        @Nullable
        T run(BodySubscription<T> out) throws Exception;
    }

    /** Makes one subscription. */
    @FunctionalInterface
    private interface Way<T> {
        PhasedSubscription<T> to(LoopSubscriber<? super T> subscriber);
    }

    private final String verb;
    private final Way<T> way;

    private Launch(String verb, Way<T> way) {
        this.verb = verb;
        this.way = way;
    }

    private static <T> Launch<T> onNewLoop(Body<T> body, LaunchOptions options) {
        requireNonNull(options, "options");
        return new Launch<>(
                "run",
                subscriber ->
                        new DrivenSubscription<>(newLoop(options), body, subscriber, options, /* ownsLoop= */ true));
    }

    private static <T> Launch<T> onIdleLoop(EventLoop loop, Body<T> body, LaunchOptions options) {
        requireNonNull(options, "options");
        DrivenLoop idle = loop(loop);
        return new Launch<>(
                "runUntilComplete",
                subscriber -> idle.isGuest() // its host drives it
                        ? new SubmittedSubscription<>(idle, body, subscriber, options.grace())
                        : new DrivenSubscription<>(idle, body, subscriber, options, /* ownsLoop= */ false));
    }

    private static <T> Launch<T> onRunningLoop(String verb, EventLoop loop, Body<T> body) {
        DrivenLoop running = loop(loop);
        return new Launch<>(verb, subscriber -> new SubmittedSubscription<>(running, body, subscriber, null));
    }

    private static DrivenLoop loop(EventLoop loop) {
        return (DrivenLoop) requireNonNull(loop, "loop");
    }

    private static DrivenLoop newLoop(LaunchOptions options) {
        EventLoop.Builder builder = EventLoop.builder();
        if (options.loopName() != null) {
            builder.name(options.loopName());
        }
        return (DrivenLoop) builder.build();
    }

    private static <T> Body<T> one(Coroutine<? extends @Nullable T> body) {
        requireNonNull(body, "body");
        return new One<>(body);
    }

    private static <T> Body<T> many(Generator<T> body) {
        requireNonNull(body, "body");
        return new Many<>(body);
    }

    private record One<T>(Coroutine<? extends @Nullable T> wrappedBody) implements Body<T>, WrapsBody {
        @Override
        public @Nullable T run(BodySubscription<T> out) throws Exception {
            return wrappedBody.run();
        }
    }

    private record Many<T>(Generator<T> wrappedBody) implements Body<T>, WrapsBody {
        @Override
        public @Nullable T run(BodySubscription<T> out) throws Exception {
            wrappedBody.run(out);
            return null;
        }
    }

    /**
     * Launches by {@code run}: one element at most.
     *
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the element
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> run(Coroutine<? extends @Nullable T> body, LaunchOptions options) {
        return onNewLoop(one(body), options);
    }

    /**
     * Launches by {@code run}: any number of elements.
     *
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> run(Generator<T> body, LaunchOptions options) {
        return onNewLoop(many(body), options);
    }

    /**
     * Launches by {@code runUntilComplete}: one element at most. While you run the loop yourself, a request waits as long as your run
     * serves it, and then runs the loop on.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the element
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> runUntilComplete(
            EventLoop loop, Coroutine<? extends @Nullable T> body, LaunchOptions options) {
        return onIdleLoop(loop, one(body), options);
    }

    /**
     * Launches by {@code runUntilComplete}: any number of elements. While you run the loop yourself, a request waits as in
     * {@link #runUntilComplete(EventLoop, Coroutine, LaunchOptions)}.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> runUntilComplete(EventLoop loop, Generator<T> body, LaunchOptions options) {
        return onIdleLoop(loop, many(body), options);
    }

    /**
     * Launches by {@code submit}: one element at most.
     *
     * @param loop running elsewhere
     * @param body the body
     * @param <T> the type of the element
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> submit(EventLoop loop, Coroutine<? extends @Nullable T> body) {
        return onRunningLoop("submit", loop, one(body));
    }

    /**
     * Launches by {@code submit}: any number of elements.
     *
     * @param loop running elsewhere
     * @param body the body
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> submit(EventLoop loop, Generator<T> body) {
        return onRunningLoop("submit", loop, many(body));
    }

    /**
     * Pulls an iterator on a loop that runs elsewhere, an element at a time, when there is demand for it.
     *
     * @param loop running elsewhere
     * @param iterators makes one for each subscription, which finishes it, however it ends; called on the loop
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> fromAsyncIterator(
            EventLoop loop, Supplier<? extends AsyncIterator<? extends T>> iterators) {
        return onRunningLoop("fromAsyncIterator", loop, new IteratorBody<T>(requireNonNull(iterators, "iterators")));
    }

    /**
     * Looks at a future or task that is on its way: hot, one outcome for all subscribers.
     *
     * @param task or another future, of any loop
     * @param suppressCancel whether a subscriber's cancel leaves the task alone, and what it ends with to others
     * @param <T> the type of the element
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> fromTask(LoopFuture<? extends @Nullable T> task, boolean suppressCancel) {
        requireNonNull(task, "task");
        return new Launch<>("fromTask", subscriber -> new FutureSubscription<>(task, suppressCancel, subscriber));
    }

    /**
     * Gives 0 after a delay, by a timer of the loop.
     *
     * @param loop running elsewhere
     * @param delay from each subscription on; zero or negative means the next iteration
     * @return to subscribe to, any number of times
     */
    public static Launch<Long> delay(EventLoop loop, Duration delay) {
        DrivenLoop running = loop(loop);
        long delayNanos = Nanos.of(requireNonNull(delay, "delay"));
        return new Launch<>("delay", subscriber -> new DelaySubscription(running, delayNanos, subscriber));
    }

    /**
     * Counts from 0 at a fixed rate, by timers of the loop.
     *
     * @param loop running elsewhere
     * @param delay from each subscription to its first tick; zero or negative means the next iteration
     * @param period between two ticks, more than zero
     * @param overflow the error for a tick without demand, which ends the subscription
     * @return to subscribe to, any number of times
     * @throws IllegalArgumentException if the period is not positive
     */
    public static Launch<Long> interval(
            EventLoop loop, Duration delay, Duration period, LongFunction<? extends Throwable> overflow) {
        DrivenLoop running = loop(loop);
        long delayNanos = Nanos.of(requireNonNull(delay, "delay"));
        long periodNanos = Nanos.of(requireNonNull(period, "period"));
        requireNonNull(overflow, "overflow");
        if (periodNanos <= 0) {
            throw new IllegalArgumentException("period must be > 0, was " + period);
        }
        return new Launch<>(
                "interval",
                subscriber -> new IntervalSubscription(running, delayNanos, periodNanos, overflow, subscriber));
    }

    /** {@return the same launch by the name that it has in another ecosystem} */
    public Launch<T> named(String name) {
        return new Launch<>(requireNonNull(name, "name"), way);
    }

    /** {@return how this launches: its factory's name, or the one that it was given} */
    public String verb() {
        return verb;
    }

    /**
     * Subscribes: {@code onSubscribe}, then the body, then exactly one of {@code onError} and {@code onComplete}, unless
     * cancelled first. Never throws what the body throws.
     *
     * @param subscriber gets the signals
     */
    public void subscribe(LoopSubscriber<? super T> subscriber) {
        requireNonNull(subscriber, "subscriber");
        way.to(subscriber).start();
    }
}
