package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.HandOver;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Operators that know of loops.
 *
 * <pre>{@code
 * Flux<Tick> safe = ticks.publishOn(LoopSchedulers.from(loop))
 *         .bufferTimeout(100, ofSeconds(1), LoopSchedulers.from(loop))
 *         .transform(LoopOperators.failOnClose(loop));
 * }</pre>
 */
public final class LoopOperators {
    private LoopOperators() {}

    /**
     * Ends any chain when {@code loop} closes: upstream is cancelled, downstream gets {@link LoopClosedException}, once.
     *
     * <p>For {@code flux.transform(...)} and {@code mono.transform(...)}. Where the chain runs does not matter. The error comes
     * on the closing thread, or, if a signal is under way on another, behind that. Demand passes as it is; elements that come
     * afterwards are discarded, errors dropped. On a closed loop the chain fails without being subscribed.
     *
     * @param loop in any state
     * @return to be given a {@link Mono} or {@link Flux}, and gives the same
     * @param <T> the type of the elements
     */
    public static <T> UnaryOperator<Publisher<T>> failOnClose(EventLoop loop) {
        requireNonNull(loop, "loop");
        return source -> source instanceof Mono<T> mono
                ? MonoFailOnClose.assemble(mono, loop)
                : FluxFailOnClose.assemble(Flux.from(source), loop);
    }

    /**
     * Delivers on {@code loop}, as {@code publishOn} of its scheduler does, but fairly: after {@link HandOver#TURN} elements
     * whatever else waits on the loop has its turn. Reactor's own goes on for as long as there are any.
     *
     * <p>For {@code flux.transform(...)} and {@code mono.transform(...)}. <b>When the loop closes</b>, or is to close and does not
     * come round to it within the grace, or refuses ({@code maxPending}), the chain ends: upstream is cancelled, what waits is
     * discarded, and downstream gets the {@link LoopClosedException}, or what the loop refused with, once, on the thread that
     * brings that news, behind the signal that is under way. An error of upstream comes behind the elements that wait; what the
     * subscriber throws for an element is its end. What comes after the end is dropped.
     *
     * @param loop in any state; while it is idle, elements wait for the next run
     * @param prefetch how many elements may wait; three quarters of that are asked for at a time; {@code Integer.MAX_VALUE} for
     *     no limit
     * @return to be given a {@link Mono} or {@link Flux}, and gives the same
     * @param <T> the type of the elements
     * @throws IllegalArgumentException if {@code prefetch} is less than 1
     */
    public static <T> UnaryOperator<Publisher<T>> publishOn(EventLoop loop, int prefetch) {
        requireNonNull(loop, "loop");
        HandOver.requirePrefetch(prefetch);
        return source -> source instanceof Mono<T> mono
                ? MonoHandOver.assemble(mono, loop, prefetch)
                : FluxHandOver.assemble(Flux.from(source), loop, prefetch);
    }

    /**
     * Has every chain that runs on a loop's scheduler fail when that loop closes, as if by {@link #failOnClose}.
     *
     * <p>For chains that are assembled or subscribed from now on, in the whole JVM: those in which an operator has a scheduler of
     * {@link LoopSchedulers}. Twice does nothing more.
     *
     * <p><b>Not seen</b> are {@code ParallelFlux.runOn}, {@code timestamp}, {@code delayElements} while it delays none, and a
     * {@code retryWhen} that is not waiting to try again, as long as nothing else on the way has a loop's scheduler. They end
     * with their source, and the last two when they want to wait next. An operator further down that throws something fatal in
     * place of the last signal leaves its subscriber to the close, which then ends the chain at its end, past any
     * {@code onErrorResume}; but where only a source within such as {@code flatMap} runs on the loop, and the operator is
     * outside of that, nobody sees it: {@link #failOnClose} at the end of the chain ends it. <b>Told twice</b>: where an
     * operator has two guarded sources, as {@code window(Duration)}, it drops the error of the second.
     */
    public static void enableFailOnClose() {
        FailOnCloseHook.install();
    }

    /** Undoes {@link #enableFailOnClose()} for chains that are assembled from now on. Twice does nothing more. */
    public static void disableFailOnClose() {
        FailOnCloseHook.remove();
    }
}
