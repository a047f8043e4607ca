package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Guards what runs on a loop's scheduler, wherever Reactor lets it be seen. */
final class FailOnCloseHook {
    /*
     * At its assembly each operator that names such a scheduler is guarded, so that it does not matter how the chain is
     * subscribed: some ways pass by the hook for that. At its subscription a chain is guarded that was assembled before.
     */
    private static final String KEY = "dev.loopbridge.reactor.failOnClose";

    private FailOnCloseHook() {}

    static void install() {
        Hooks.onEachOperator(KEY, FailOnCloseHook::guardOperator);
        Hooks.onLastOperator(KEY, FailOnCloseHook::guardChain);
    }

    static void remove() {
        Hooks.resetOnEachOperator(KEY);
        Hooks.resetOnLastOperator(KEY);
    }

    static <T> Publisher<T> guardOperator(Publisher<T> operator) {
        Scannable step = Scannable.from(operator);
        Object runsOn = schedulerOf(step);
        EventLoop loop = loopOf(runsOn);
        // A source is seen by the scheduler itself; and timeout() could not tell the guard's error from the time being
        // up.
        boolean isSeen = runsOn instanceof LoopScheduler && step.scanUnsafe(Attr.PARENT) == null;
        return loop == null || isSeen ? operator : guard(operator, loop);
    }

    static <T> Publisher<T> guardChain(Publisher<T> chain) {
        Publisher<T> guarded = chain;
        for (EventLoop loop : unguardedLoopsOf(chain)) {
            guarded = guard(guarded, loop);
        }
        return guarded;
    }

    private static Set<EventLoop> unguardedLoopsOf(Publisher<?> chain) {
        Set<EventLoop> unguarded = Collections.newSetFromMap(new IdentityHashMap<>(2));
        Set<EventLoop> guarded = Collections.newSetFromMap(new IdentityHashMap<>(2));
        for (Scannable step = Scannable.from(chain);
                step != null && step.isScanAvailable();
                step = step.scan(Attr.PARENT)) {
            if (step instanceof Guarded guard) {
                guarded.add(guard.loop());
            }
            EventLoop loop = loopOf(schedulerOf(step));
            if (loop != null && !guarded.contains(loop)) {
                unguarded.add(loop);
            }
        }
        return unguarded;
    }

    private static <T> Publisher<T> guard(Publisher<T> source, EventLoop loop) {
        if (source instanceof Mono<T> mono) {
            return new MonoFailOnClose<>(mono, loop);
        }
        return source instanceof Flux<T> flux && !(flux instanceof ConnectableFlux)
                ? new FluxFailOnClose<>(flux, loop)
                : source;
    }

    private static @Nullable Object schedulerOf(Scannable step) {
        Object shown = step.scanUnsafe(Attr.RUN_ON);
        return shown != null ? shown : HiddenScheduler.of(step);
    }

    /** {@return the loop of a scheduler or worker, perhaps behind wrappers that show what they wrap} */
    private static @Nullable EventLoop loopOf(@Nullable Object runsOn) {
        if (runsOn instanceof LoopScheduler scheduler) {
            return scheduler.loop();
        }
        if (runsOn instanceof LoopSchedulerWorker worker) {
            return worker.loop();
        }
        return runsOn instanceof Scannable wrapper ? loopOf(wrapper.scanUnsafe(Attr.PARENT)) : null;
    }

    /** A publisher that fails when {@link #loop()} closes. */
    interface Guarded {
        EventLoop loop();
    }
}
