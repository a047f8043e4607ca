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
     * subscribed: some ways pass by the hook for that. At its subscription a chain is guarded that was assembled before; and
     * one with guards further up gets another at its end, that does nothing until one of them has had a last signal thrown
     * back at it, by an operator in between: so that an onErrorResume in between still has its say about all others.
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
        Set<EventLoop> unguarded = Collections.newSetFromMap(new IdentityHashMap<>(2));
        Set<EventLoop> guarded = Collections.newSetFromMap(new IdentityHashMap<>(2));
        look(chain, unguarded, guarded);
        Publisher<T> last = guarded.isEmpty() || chain instanceof Guarded ? chain : guard(chain, null);
        for (EventLoop loop : unguarded) {
            last = guard(last, loop);
        }
        return last;
    }

    private static void look(Publisher<?> chain, Set<EventLoop> unguarded, Set<EventLoop> guarded) {
        for (Scannable step = Scannable.from(chain);
                step != null && step.isScanAvailable();
                step = step.scan(Attr.PARENT)) {
            EventLoop watched = step instanceof Guarded guard ? guard.loop() : null;
            if (watched != null) {
                guarded.add(watched);
            }
            EventLoop loop = loopOf(schedulerOf(step));
            if (loop != null && !guarded.contains(loop)) {
                unguarded.add(loop);
            }
        }
    }

    private static <T> Publisher<T> guard(Publisher<T> source, @Nullable EventLoop loop) {
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

    /** A publisher that fails when {@link #loop()} closes, if it is not null. */
    interface Guarded {
        @Nullable
        EventLoop loop();
    }
}
