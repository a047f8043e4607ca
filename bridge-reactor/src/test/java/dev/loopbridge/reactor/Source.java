package dev.loopbridge.reactor;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import reactor.core.CorePublisher;

/** One cell of the matrix: a type and a verb. A Flux emits what the body returns, if anything. */
record Source(String name, Verb verb, BiFunction<EventLoop, Coroutine<Integer>, CorePublisher<Integer>> factory) {
    enum Verb {
        RUN,
        RUN_UNTIL_COMPLETE,
        SUBMIT
    }

    static Stream<Source> all() {
        return Stream.of(
                new Source("LoopMono.run", Verb.RUN, (loop, body) -> LoopMono.run(body)),
                new Source("LoopMono.runUntilComplete", Verb.RUN_UNTIL_COMPLETE, LoopMono::runUntilComplete),
                new Source("LoopMono.submit", Verb.SUBMIT, LoopMono::submit),
                new Source("LoopFlux.run", Verb.RUN, (loop, body) -> LoopFlux.run(emitting(body))),
                new Source(
                        "LoopFlux.runUntilComplete",
                        Verb.RUN_UNTIL_COMPLETE,
                        (loop, body) -> LoopFlux.runUntilComplete(loop, emitting(body))),
                new Source("LoopFlux.submit", Verb.SUBMIT, (loop, body) -> LoopFlux.submit(loop, emitting(body))),
                new Source(
                        "LoopFlux.fromAsyncIterator",
                        Verb.SUBMIT,
                        (loop, body) -> LoopFlux.fromAsyncIterator(loop, () -> AsyncIterator.of(emitting(body)))));
    }

    static Stream<Source> onAGivenLoop() {
        return all().filter(source -> source.verb != Verb.RUN);
    }

    static Stream<Source> monos() {
        return all().filter(source -> source.name.startsWith("LoopMono"));
    }

    private static Generator<Integer> emitting(Coroutine<Integer> body) {
        return out -> {
            Integer value = body.run();
            if (value != null) {
                out.emit(value);
            }
        };
    }

    boolean closesOnCompletion() {
        return verb == Verb.RUN;
    }

    boolean closesOnCancel() {
        return verb != Verb.SUBMIT;
    }

    @Override
    public String toString() {
        return name;
    }
}
