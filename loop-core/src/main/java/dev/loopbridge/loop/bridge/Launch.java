package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import org.jspecify.annotations.Nullable;

/**
 * A body and a way to launch it, for each subscription anew.
 *
 * <table>
 *   <caption>The verbs, named after asyncio's</caption>
 *   <tr><th>verb</th><th>loop</th><th>subscribe</th><th>completion</th><th>cancel</th></tr>
 *   <tr><td>{@code run}</td><td>a new one</td><td>runs it on the subscribing thread</td><td>closes it</td>
 *       <td>cancels, unwinds, closes it</td></tr>
 *   <tr><td>{@code runUntilComplete}</td><td>yours, idle</td><td>runs it on the subscribing thread</td>
 *       <td>leaves it open</td><td>cancels, unwinds, closes it</td></tr>
 *   <tr><td>{@code submit}</td><td>yours, running elsewhere</td><td>hands over, never blocks</td><td>leaves it</td>
 *       <td>cancels the task only</td></tr>
 * </table>
 *
 * <p>A {@link Coroutine} gives one element, or none if its result is null; a {@link Generator} gives any number. The first two
 * verbs run the loop while there is demand; each {@code request} drives it on.
 *
 * @param <T> the type of the elements
 */
public final class Launch<T> {
    private enum Verb {
        RUN,
        RUN_UNTIL_COMPLETE,
        SUBMIT
    }

    /** What a task of the subscription runs; a last element may be its result. */
    @FunctionalInterface
    interface Body<T> {
        @Nullable
        T run(Emitter<T> out) throws Exception;
    }

    private final Verb verb;
    private final @Nullable NativeLoop loop;
    private final Body<T> body;
    private final LaunchOptions options;

    private Launch(Verb verb, @Nullable EventLoop loop, Body<T> body, LaunchOptions options) {
        this.verb = verb;
        this.loop = verb == Verb.RUN ? null : (NativeLoop) requireNonNull(loop, "loop");
        this.body = body;
        this.options = requireNonNull(options, "options");
    }

    private static <T> Body<T> one(Coroutine<? extends @Nullable T> body) {
        requireNonNull(body, "body");
        return out -> body.run();
    }

    private static <T> Body<T> many(Generator<T> body) {
        requireNonNull(body, "body");
        return out -> {
            body.run(out);
            return null;
        };
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
        return new Launch<>(Verb.RUN, null, one(body), options);
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
        return new Launch<>(Verb.RUN, null, many(body), options);
    }

    /**
     * Launches by {@code runUntilComplete}: one element at most.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the element
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> runUntilComplete(
            EventLoop loop, Coroutine<? extends @Nullable T> body, LaunchOptions options) {
        return new Launch<>(Verb.RUN_UNTIL_COMPLETE, loop, one(body), options);
    }

    /**
     * Launches by {@code runUntilComplete}: any number of elements.
     *
     * @param loop idle
     * @param body the body
     * @param options how the loop is run
     * @param <T> the type of the elements
     * @return to subscribe to, any number of times
     */
    public static <T> Launch<T> runUntilComplete(EventLoop loop, Generator<T> body, LaunchOptions options) {
        return new Launch<>(Verb.RUN_UNTIL_COMPLETE, loop, many(body), options);
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
        return new Launch<>(Verb.SUBMIT, loop, one(body), LaunchOptions.defaults());
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
        return new Launch<>(Verb.SUBMIT, loop, many(body), LaunchOptions.defaults());
    }

    /**
     * Subscribes: {@code onSubscribe}, then the body, then exactly one of {@code onError} and {@code onComplete}, unless
     * cancelled first. Never throws what the body throws.
     *
     * @param subscriber gets the signals
     */
    public void subscribe(LoopSubscriber<? super T> subscriber) {
        requireNonNull(subscriber, "subscriber");
        NativeLoop mine = loop != null ? loop : newLoop();
        BodySubscription<T> subscription = verb == Verb.SUBMIT
                ? new SubmittedSubscription<>(mine, body, subscriber)
                : new DrivenSubscription<>(mine, body, subscriber, options, /* ownsLoop= */ verb == Verb.RUN);
        subscription.start();
    }

    private NativeLoop newLoop() {
        EventLoop.Builder builder = EventLoop.builder();
        if (options.loopName() != null) {
            builder.name(options.loopName());
        }
        return (NativeLoop) builder.build();
    }
}
