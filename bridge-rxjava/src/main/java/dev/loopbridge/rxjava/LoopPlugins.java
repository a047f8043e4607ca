package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what {@link LoopSchedulers} returns, in the whole JVM: for tests of code that asks for a loop's scheduler itself.
 *
 * <pre>{@code
 * TestScheduler time = new TestScheduler();
 * LoopPlugins.setInitLoopSchedulerHandler(scheduler -> time);
 * ...
 * LoopPlugins.reset();
 * }</pre>
 *
 * <p><b>Call from</b> any thread. What a handler throws is thrown at who asked for the scheduler.
 */
public final class LoopPlugins {
    private static volatile @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> onInit;
    private static volatile @Nullable Function<? super Scheduler, ? extends Scheduler> onScheduler;

    private LoopPlugins() {}

    /**
     * Has {@code handler} make each scheduler from now on.
     *
     * @param handler gets what would make it otherwise, and starts a thread if the scheduler is to own its loop; need not call
     *     that; null for none
     */
    public static void setInitLoopSchedulerHandler(
            @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> handler) {
        onInit = handler;
    }

    /** {@return what {@link #setInitLoopSchedulerHandler} was given last} */
    public static @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> getInitLoopSchedulerHandler() {
        return onInit;
    }

    /**
     * Has {@code handler} replace, or wrap, each scheduler from now on.
     *
     * @param handler gets the scheduler that was made; null for none
     */
    public static void setLoopSchedulerHandler(@Nullable Function<? super Scheduler, ? extends Scheduler> handler) {
        onScheduler = handler;
    }

    /** {@return what {@link #setLoopSchedulerHandler} was given last} */
    public static @Nullable Function<? super Scheduler, ? extends Scheduler> getLoopSchedulerHandler() {
        return onScheduler;
    }

    /** Removes both handlers. */
    public static void reset() {
        onInit = null;
        onScheduler = null;
    }

    static Scheduler loopScheduler(Supplier<Scheduler> otherwise) {
        Function<? super Supplier<Scheduler>, ? extends Scheduler> init = onInit;
        Function<? super Scheduler, ? extends Scheduler> replace = onScheduler;
        try {
            Scheduler made = init == null ? otherwise.get() : init.apply(otherwise);
            requireNonNull(made, "the init handler of LoopPlugins returned null");
            return replace == null
                    ? made
                    : requireNonNull(replace.apply(made), "the scheduler handler of LoopPlugins returned null");
        } catch (Throwable error) {
            throw Exceptions.propagate(error);
        }
    }
}
