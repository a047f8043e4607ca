package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The stack overflows within a signal through an operator of ours, at any depth: the close ends the chain all the same. */
class GuardOverflowTest {
    private final EventLoop loop = EventLoop.create();
    private final Recorder<Object> recorder = Recorder.ofAll();

    /** Calls {@code signal} at each of the last frames of the stack. */
    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int atTheLastFrames(Runnable signal) {
        int left = 0;
        try {
            left = atTheLastFrames(signal);
            if (left == 0) {
                return 0;
            }
        } catch (StackOverflowError deepest) {
            left = 200;
        }
        try {
            signal.run();
        } catch (StackOverflowError expected) {
            return left;
        }
        return left - 1;
    }

    private static void onASmallStack(Runnable signal) throws InterruptedException {
        Thread thread = new Thread(null, () -> atTheLastFrames(signal), "small", 256 * 1024);
        thread.start();
        thread.join();
    }

    /** Whoever subscribes is handed over, so that the test can signal. */
    private static final class Held extends Flux<Object> {
        private final AtomicReference<CoreSubscriber<? super Object>> operator = new AtomicReference<>();

        @Override
        public void subscribe(CoreSubscriber<? super Object> actual) {
            operator.set(actual);
            actual.onSubscribe(Operators.emptySubscription());
        }
    }

    static Stream<Named<Function<EventLoop, UnaryOperator<Publisher<Object>>>>> operators() {
        return Stream.of(
                Named.of("failOnClose", LoopOperators::failOnClose),
                Named.of("publishOn", loop -> LoopOperators.publishOn(loop, Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void onNext_overflowing_leavesItToTheClose(Function<EventLoop, UnaryOperator<Publisher<Object>>> operator)
            throws Exception {
        Held source = new Held();
        operator.apply(loop).apply(source).subscribe(recorder);

        onASmallStack(() -> source.operator.get().onNext(1));
        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }
}
