package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors that RxJava throws on instead of signalling them: here the observer gets each, once, whatever the type and verb. */
@ExtendWith(LeakFree.class)
class FatalErrorsTest {
    private static final String TORN = "Fatal error in event loop by ";

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @RegisterExtension
    final LoopLog log = new LoopLog();

    private final FaultyObserver observer = new FaultyObserver("", () -> {});

    /** Ends a thread in a way of its own: no kind that RxJava knows. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    static Stream<Arguments> all() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Verb.values()).map(verb -> arguments(kind, verb)));
    }

    static Stream<Arguments> allErrors() {
        return all().flatMap(row -> Stream.of(
                        new StackOverflowError("thrown"),
                        new OutOfMemoryError("thrown"),
                        new NoClassDefFoundError("thrown"),
                        new Death())
                .map(error -> arguments(row.get()[0], row.get()[1], error)));
    }

    static Stream<Arguments> allErrorsOfFunctions() {
        return allErrors().filter(row -> row.get()[0] != Kind.COMPLETABLE);
    }

    @ParameterizedTest
    @MethodSource("allErrors")
    void body_throwingAnError_isTheEndOnce(Kind kind, Verb verb, Error error) throws Exception {
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> {
                        Tasks.yieldNow();
                        throw error;
                    })
                    .subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onError " + error);
            if (verb == Verb.SUBMIT) { // whoever runs that loop is told as well, as by any task
                assertThat(scene.reported).containsExactly(TORN + error);
            } else {
                assertThat(scene.reported).isEmpty();
            }
        }
        assertThat(log.lines).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void body_overflowingItsStack_isTheEndOnce(Kind kind, Verb verb) throws Exception {
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> endless(0)).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onError java.lang.StackOverflowError");
        }
        assertThat(log.lines).isEmpty();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static long endless(long depth) {
        return endless(depth + 1) + 1;
    }

    /** An operator throws what RxJava takes for fatal at whoever signalled: at us. */
    @ParameterizedTest
    @MethodSource("allErrorsOfFunctions")
    void function_throwingAnError_isTheEndOnce(Kind kind, Verb verb, Error error) throws Exception {
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> 7).mappedByThrowing(error).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onError " + error);
        }
        assertThat(log.lines).isEmpty();
    }
}
