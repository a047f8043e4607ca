package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import java.io.IOException;
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
        return all().flatMap(row -> errors().map(error -> arguments(row.get()[0], row.get()[1], error)));
    }

    private static Stream<Error> errors() {
        return Stream.of(
                new StackOverflowError("thrown"),
                new OutOfMemoryError("thrown"),
                new NoClassDefFoundError("thrown"),
                new Death());
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

    /** Between source and observer. */
    enum Way {
        DIRECT {
            @Override
            Single<Object> apply(Single<Object> source, EventLoop loop) {
                return source;
            }
        },
        MAPPED {
            @Override
            Single<Object> apply(Single<Object> source, EventLoop loop) {
                return source.map(item -> item).doOnSuccess(item -> {});
            }
        },
        FLAT_MAPPED {
            @Override
            Single<Object> apply(Single<Object> source, EventLoop loop) {
                return source.flatMap(Single::just);
            }
        },
        RESUMED {
            @Override
            Single<Object> apply(Single<Object> source, EventLoop loop) {
                return Single.error(new IOException("first")).onErrorResumeNext(error -> source);
            }
        },
        GUARDED {
            @Override
            Single<Object> apply(Single<Object> source, EventLoop loop) {
                return source.compose(LoopTransformers.failOnClose(loop));
            }
        };

        abstract Single<Object> apply(Single<Object> source, EventLoop loop);
    }

    static Stream<Arguments> allWays() {
        return Stream.of(Way.values()).flatMap(way -> Stream.of(Verb.values()).map(verb -> arguments(way, verb)));
    }

    /** Thrown anew, as everyone does: who threw shows by the frames if an operator is in between. */
    private static FaultyObserver throwingAnew() {
        return new FaultyObserver("onSuccess", () -> {
            throw new NoClassDefFoundError("anew");
        });
    }

    private void assertUndeliverable() {
        assertThat(undeliverable.errors)
                .singleElement()
                .satisfies(one -> assertThat(one).hasRootCauseInstanceOf(NoClassDefFoundError.class));
        undeliverable.errors.clear();
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void onSuccessOfASingle_throwingAnError_isUndeliverableAndNoSecondEnd(Way way, Verb verb) throws Exception {
        FaultyObserver faulty = throwingAnew();
        try (Scene scene = new Scene(verb)) {
            way.apply(scene.single(() -> 7), scene.loop).subscribe((SingleObserver<Object>) faulty);
            scene.awaitEnd(faulty);

            assertThat(faulty.signals).containsExactly("onSuccess 7");
        }
        assertUndeliverable();
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void onSuccessOfAMaybe_throwingAnError_isUndeliverableAndNoSecondEnd(Way way, Verb verb) throws Exception {
        FaultyObserver faulty = throwingAnew();
        try (Scene scene = new Scene(verb)) {
            way.apply(scene.single(() -> 7), scene.loop)
                    .toMaybe()
                    .map(item -> item)
                    .subscribe((MaybeObserver<Object>) faulty);
            scene.awaitEnd(faulty);

            assertThat(faulty.signals).containsExactly("onSuccess 7");
        }
        assertUndeliverable();
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void functionOfASingle_throwingAnError_isTheEndOnce(Way way, Verb verb) throws Exception {
        try (Scene scene = new Scene(verb)) {
            way.apply(scene.single(() -> 7), scene.loop)
                    .map(FatalErrorsTest::failAnew)
                    .subscribe((SingleObserver<Object>) observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onError java.lang.NoClassDefFoundError: anew");
        }
    }

    private static Object failAnew(Object item) {
        throw new NoClassDefFoundError("anew");
    }

    @ParameterizedTest
    @MethodSource("allErrors")
    void lastSignal_throwingAnError_isNotFollowedByAnother(Kind kind, Verb verb, Error error) throws Exception {
        String last = kind == Kind.SINGLE || kind == Kind.MAYBE ? "onSuccess" : "onComplete";
        FaultyObserver faulty = FaultyObserver.throwing(error, last);
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> 7).subscribe(faulty);
            scene.awaitEnd(faulty);

            assertThat(faulty.signals.get(faulty.signals.size() - 1)).startsWith(last);
        }
        undeliverable.errors.clear();
        log.lines.clear();
    }

    @ParameterizedTest
    @MethodSource("allErrors")
    void lambdaForTheLast_throwingAnError_isNotFollowedByAnother(Kind kind, Verb verb, Error error) throws Exception {
        FaultyObserver faulty =
                FaultyObserver.throwing(error, kind == Kind.SINGLE || kind == Kind.MAYBE ? "onSuccess" : "onComplete");
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> 7).subscribeLambdas(faulty);
            scene.awaitEnd(faulty);

            assertThat(faulty.signals).noneMatch(signal -> signal.startsWith("onError"));
        }
        undeliverable.errors.clear();
        log.lines.clear();
    }
}
