package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.HandOver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Transformers that know of loops.
 *
 * <pre>{@code
 * Flowable<List<Tick>> safe = ticks.observeOn(LoopSchedulers.from(loop))
 *         .buffer(1, SECONDS, LoopSchedulers.from(loop))
 *         .compose(LoopTransformers.failOnClose(loop));
 * }</pre>
 */
public final class LoopTransformers {
    private LoopTransformers() {}

    /**
     * Ends any flow when {@code loop} closes: upstream is disposed, downstream gets {@link LoopClosedException}, once.
     *
     * <p>For {@code compose(...)} of all five types. Where the flow runs does not matter. The error comes on the closing thread,
     * or, if a signal is under way on another, behind that; upstream is disposed at once. Demand passes as it is; what upstream
     * signals afterwards is dropped, but for an error of another kind, which goes to {@link RxJavaPlugins#onError}. On a closed
     * loop the flow fails without being subscribed.
     *
     * @param loop in any state
     * @return to be composed with any number of flows
     * @param <T> the type of the elements
     */
    public static <T> FailOnClose<T> failOnClose(EventLoop loop) {
        return new FailOnClose<>(requireNonNull(loop, "loop"));
    }

    /**
     * Delivers on {@code loop}, as {@code observeOn} of its scheduler does, but fairly: after {@link HandOver#TURN} elements
     * whatever else waits on the loop has its turn. RxJava's own goes on for as long as there are any.
     *
     * <p>For {@code compose(...)} of a {@code Flowable} or an {@code Observable}. <b>When the loop closes</b>, or is to close and
     * does not come round to it within the grace, or refuses ({@code maxPending}), the flow ends: upstream is disposed, what waits
     * is dropped, and downstream gets the {@link LoopClosedException}, or what the loop refused with, once, on the thread that
     * brings that news, behind the signal that is under way. As in {@code observeOn} an error of upstream comes before the
     * elements that wait. What the subscriber throws for an element is its end; an error after the end goes to {@link
     * RxJavaPlugins#onError}.
     *
     * @param loop in any state; while it is idle, elements wait for the next run
     * @param prefetch how many elements may wait; three quarters of that are requested at a time; {@code Integer.MAX_VALUE} for
     *     no limit; of an {@code Observable}, which cannot be asked to wait, there is none
     * @return to be composed with any number of flows
     * @param <T> the type of the elements
     * @throws IllegalArgumentException if {@code prefetch} is less than 1
     */
    public static <T> ObserveOn<T> observeOn(EventLoop loop, int prefetch) {
        return new ObserveOn<>(requireNonNull(loop, "loop"), HandOver.requirePrefetch(prefetch));
    }

    /**
     * Has every flow that runs on a loop's scheduler fail when that loop closes, as if by {@link #failOnClose} right behind the
     * operator that uses it.
     *
     * <p>For flows that are assembled from now on, in the whole JVM, by the assembly handlers of {@link RxJavaPlugins}; those
     * that were set before stay in force, in front. An operator uses the scheduler that it has in a field, where the JVM lets us
     * look, from the first; any other when it makes a worker or schedules a task while it is subscribed, gets a signal or is
     * requested. Since no operator shows its scheduler, all are watched: each element costs more, and operators do not fuse.
     * Twice does nothing more.
     *
     * <p><b>Not seen</b> are flows assembled before, a {@code replay} with a scheduler, a {@code timestamp} of a stream, and
     * operators of others that subscribe on a thread of their own. A {@code retry()} without limit sees an error that never goes
     * away.
     *
     * @throws IllegalStateException if RxJava's plugins are locked down
     */
    public static void enableFailOnClose() {
        FailOnCloseHook.install();
    }

    /**
     * Undoes {@link #enableFailOnClose()} for flows that are assembled from now on. Twice does nothing more.
     *
     * <p>The handlers are again what they were, but for those that somebody has set since: they stay, and what they hold of
     * ours does nothing any more.
     *
     * @throws IllegalStateException if RxJava's plugins are locked down
     */
    public static void disableFailOnClose() {
        FailOnCloseHook.remove();
    }
}
