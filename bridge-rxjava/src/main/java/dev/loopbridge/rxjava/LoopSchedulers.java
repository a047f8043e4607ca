package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Loops as Schedulers: tasks run on the loop's home thread, in order, one a turn, and timed by the loop's own clock.
 * {@code now} is the time of day, unless the loop's time is virtual: then it is that, {@link EventLoop#time()}. Periods keep
 * their rate, by RxJava's rules for clocks that drift.
 *
 * <p><b>Call from</b> any thread. No thread is ever interrupted. What a task throws goes to {@link RxJavaPlugins#onError},
 * and ends its period.
 *
 * <p><b>When the loop is closed</b>, they refuse every task: the handle is {@link Disposable#disposed() disposed}, and a
 * {@link LoopClosedException} goes to {@link RxJavaPlugins#onError}, once a task. So it does for a task that was accepted, and
 * can run no more. A loop that is full ({@code maxPending}) refuses likewise. A scheduler of RxJava has no other way to tell, and
 * sees nothing of the flow behind a task: the subscriber hangs. {@link LoopTransformers#failOnClose} ends the flow instead; then
 * nothing is reported. One operator can be seen, where the JVM lets us look: an {@code observeOn} of a {@code Flowable} or an
 * {@code Observable} that has had a turn ends with its loop, in {@code onError}; if it keeps the loop from a close that is due,
 * behind the element under way.
 *
 * <pre>{@code
 * Flowable.interval(1, SECONDS, LoopSchedulers.from(loop))
 *         .compose(LoopTransformers.failOnClose(loop))
 *         .subscribe(tick -> ...);
 * }</pre>
 *
 * <p>{@link LoopPlugins} replaces what these return, for tests.
 */
public final class LoopSchedulers {
    private LoopSchedulers() {}

    /**
     * Views {@code loop} as a Scheduler, each time anew.
     *
     * <p><b>Shutdown</b> does nothing, as that of {@code Schedulers.from(executor)}: the loop's owner closes it.
     *
     * @param loop in any state; while it is idle, tasks wait for the next run
     * @return the view
     */
    public static Scheduler from(EventLoop loop) {
        requireNonNull(loop, "loop");
        return LoopPlugins.loopScheduler(() -> LoopScheduler.borrowing(loop));
    }

    /** As {@link #newSingle(EventLoop)}, with a new loop of that name. */
    public static Scheduler newSingle(String name) {
        requireNonNull(name, "name");
        return LoopPlugins.loopScheduler(
                () -> LoopScheduler.owning(EventLoop.builder().name(name).build()));
    }

    /**
     * Runs {@code loop} on a new daemon thread of its name, as a Scheduler that owns it.
     *
     * <p><b>Shutdown</b> closes the loop, on its thread, without waiting for that.
     *
     * @param loop idle
     * @return the owner
     * @throws LoopClosedException if it is closed
     * @throws IllegalStateException "This event loop is already running"
     */
    public static Scheduler newSingle(EventLoop loop) {
        requireNonNull(loop, "loop");
        return LoopPlugins.loopScheduler(() -> LoopScheduler.owning(loop));
    }

    /**
     * Has {@code blockingGet()} and its like fail on a thread that runs a callback or coroutine of a loop, where they could wait
     * for what that very thread is to do.
     *
     * <p>RxJava asks nobody unless told to: so this has the whole JVM {@link RxJavaPlugins#setFailOnNonBlockingScheduler fail on
     * non-blocking schedulers}, as the computation threads are, and puts itself behind what {@link
     * RxJavaPlugins#setOnBeforeBlocking} was given before. Twice does nothing more.
     *
     * @throws IllegalStateException if RxJava's plugins are locked down
     */
    public static void enableFailOnBlocking() {
        FailOnBlockingHook.install();
    }

    /**
     * Undoes {@link #enableFailOnBlocking()}. Twice does nothing more.
     *
     * <p>The handler is again what it was, but for one that somebody has set since: that stays, and what it holds of ours does
     * nothing any more.
     *
     * @throws IllegalStateException if RxJava's plugins are locked down
     */
    public static void disableFailOnBlocking() {
        FailOnBlockingHook.remove();
    }
}
