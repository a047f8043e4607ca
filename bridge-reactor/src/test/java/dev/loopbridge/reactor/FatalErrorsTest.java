package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Errors that Reactor throws on instead of signalling them: here the subscriber gets each, once, whatever the source. */
@ExtendWith(LeakFree.class)
class FatalErrorsTest {
    @RegisterExtension
    final LoopLog log = new LoopLog();

    private final FaultySubscriber subscriber = new FaultySubscriber("", () -> {});

    /** Ends a thread in a way of its own: no kind that Reactor knows. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    static Stream<Arguments> all() {
        return Source.all()
                .flatMap(source -> Stream.of(
                                new StackOverflowError("thrown"),
                                new OutOfMemoryError("thrown"),
                                new NoClassDefFoundError("thrown"),
                                new Death())
                        .map(error -> arguments(source, error)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void body_throwingAnError_isTheEndOnce(Source source, Error error) throws Exception {
        try (Scene scene = new Scene(source)) {
            scene.launch(() -> {
                        Tasks.yieldNow();
                        throw error;
                    })
                    .subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onError " + error);
            if (source.verb() == Source.Verb.SUBMIT) { // whoever runs that loop is told as well, as by any task
                assertThat(scene.reported).containsExactly("Fatal error in event loop by " + error);
            } else {
                assertThat(scene.reported).isEmpty();
            }
        }
        assertThat(log.lines).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void body_overflowingItsStack_isTheEndOnce(Source source) throws Exception {
        try (Scene scene = new Scene(source)) {
            scene.launch(() -> endless(0)).subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onError java.lang.StackOverflowError");
        }
        assertThat(log.lines).isEmpty();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int endless(int depth) {
        return endless(depth + 1) + 1;
    }

    /** An operator throws what Reactor takes for fatal at whoever signalled: at us. */
    @ParameterizedTest
    @MethodSource("all")
    void function_throwingAnError_isTheEndOnce(Source source, Error error) throws Exception {
        try (Scene scene = new Scene(source)) {
            mappedByThrowing(error, scene.launch(() -> 7)).subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onError " + error);
        }
        assertThat(log.lines).isEmpty();
    }

    private static CorePublisher<Object> mappedByThrowing(Error error, CorePublisher<Integer> source) {
        return source instanceof Mono<Integer> mono
                ? mono.map(item -> fail(error))
                : Flux.from(source).map(item -> fail(error));
    }

    private static Object fail(Error error) {
        throw error;
    }
}
