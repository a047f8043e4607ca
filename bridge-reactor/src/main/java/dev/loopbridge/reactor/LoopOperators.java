package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
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
     * Has every chain that runs on a loop's scheduler fail when that loop closes, as if by {@link #failOnClose}.
     *
     * <p>For chains that are assembled or subscribed from now on, in the whole JVM: those in which an operator has a scheduler of
     * {@link LoopSchedulers}. Twice does nothing more.
     *
     * <p><b>Not seen</b> are {@code ParallelFlux.runOn}, {@code timestamp}, {@code delayElements} while it delays none, and a
     * {@code retryWhen} that is not waiting to try again, as long as nothing else on the way has a loop's scheduler. They end
     * with their source, and the last two when they want to wait next. <b>Told twice</b>: where an operator has two guarded
     * sources, as {@code window(Duration)}, it drops the error of the second.
     */
    public static void enableFailOnClose() {
        FailOnCloseHook.install();
    }

    /** Undoes {@link #enableFailOnClose()} for chains that are assembled from now on. Twice does nothing more. */
    public static void disableFailOnClose() {
        FailOnCloseHook.remove();
    }
}
