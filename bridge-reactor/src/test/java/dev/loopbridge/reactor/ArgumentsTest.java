package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nulls are refused at the call, by the parameter's name, and not at the subscription. */
class ArgumentsTest {
    private static final EventLoop LOOP = EventLoop.create();
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> calls() {
        return Stream.of(
                call("body", () -> LoopMono.run(null)),
                call("options", () -> LoopMono.run(() -> 7, null)),
                call("loop", () -> LoopMono.runUntilComplete(null, () -> 7)),
                call("body", () -> LoopMono.runUntilComplete(LOOP, null)),
                call("options", () -> LoopMono.runUntilComplete(LOOP, () -> 7, null)),
                call("loop", () -> LoopMono.submit(null, () -> 7)),
                call("body", () -> LoopMono.submit(LOOP, null)),
                call("task", () -> LoopMono.fromTask(null)),
                call("loop", () -> LoopMono.delay(null, SECOND)),
                call("delay", () -> LoopMono.delay(LOOP, null)),
                call("body", () -> LoopFlux.run(null)),
                call("options", () -> LoopFlux.run(out -> {}, null)),
                call("loop", () -> LoopFlux.runUntilComplete(null, out -> {})),
                call("body", () -> LoopFlux.runUntilComplete(LOOP, null)),
                call("options", () -> LoopFlux.runUntilComplete(LOOP, out -> {}, null)),
                call("loop", () -> LoopFlux.submit(null, out -> {})),
                call("body", () -> LoopFlux.submit(LOOP, null)),
                call("loop", () -> LoopFlux.fromAsyncIterator(null, () -> null)),
                call("iterators", () -> LoopFlux.fromAsyncIterator(LOOP, null)),
                call("loop", () -> LoopFlux.interval(null, SECOND)),
                call("delay", () -> LoopFlux.interval(LOOP, null, SECOND)),
                call("period", () -> LoopFlux.interval(LOOP, SECOND, null)),
                call("period", () -> LoopFlux.interval(LOOP, null)));
    }

    private static Arguments call(String parameter, ThrowingCallable call) {
        return Arguments.of(parameter, call);
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("calls")
    void call_withANull_isRefusedByName(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(parameter);
    }
}
