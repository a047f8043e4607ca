package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.concurrent.Tasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Observers that throw, or ask for what they may not: one end all the same, no loop left open, and the error told once. */
@ExtendWith(LeakFree.class)
class FaultyObserverTest {
    private static final IllegalStateException THROWN = new IllegalStateException("thrown");

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @RegisterExtension
    final LoopLog log = new LoopLog();

    static Stream<Arguments> all() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Verb.values()).map(verb -> arguments(kind, verb)));
    }

    static Stream<Arguments> streams() {
        return all().filter(row -> row.get()[0] == Kind.OBSERVABLE || row.get()[0] == Kind.FLOWABLE);
    }

    static Stream<Arguments> values() {
        return all().filter(row -> row.get()[0] == Kind.SINGLE || row.get()[0] == Kind.MAYBE);
    }

    static Stream<Arguments> completing() {
        return all().filter(row -> row.get()[0] != Kind.SINGLE && row.get()[0] != Kind.MAYBE);
    }

    private static Coroutine<Object> seven() {
        return () -> 7;
    }

    @ParameterizedTest
    @MethodSource("streams")
    void onNext_throwing_isTheEnd(Kind kind, Verb verb) throws Exception {
        FaultyObserver observer = FaultyObserver.throwing(THROWN, "onNext");
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, seven()).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onNext 7", "onError " + THROWN);
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void onSuccess_throwing_isUndeliverableAndNoSecondEnd(Kind kind, Verb verb) throws Exception {
        FaultyObserver observer = FaultyObserver.throwing(THROWN, "onSuccess");
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, seven()).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onSuccess 7");
            assertThat(undeliverable.errors).containsExactly(THROWN);
            undeliverable.errors.clear();
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @MethodSource("completing")
    void onComplete_throwing_isReportedAndNoSecondEnd(Kind kind, Verb verb) throws Exception {
        FaultyObserver observer = FaultyObserver.throwing(THROWN, "onComplete");
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, seven()).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).endsWith("onComplete").doesNotContain("onError " + THROWN);
            assertTold(scene, "Exception in a terminal signal to ");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void onError_throwing_isReportedAndNoSecondEnd(Kind kind, Verb verb) throws Exception {
        FaultyObserver observer = FaultyObserver.throwing(THROWN, "onError");
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> {
                        throw new IOException("the body's own");
                    })
                    .subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals).containsExactly("onError java.io.IOException: the body's own");
            assertTold(scene, "Exception in a terminal signal to ");
        }
    }

    /** RxJava's own answer to a source that throws in subscribe; the body never begins. */
    @ParameterizedTest
    @MethodSource("all")
    void onSubscribe_throwing_isThrownAtTheCallerByRxJava(Kind kind, Verb verb) throws Exception {
        FaultyObserver observer = FaultyObserver.throwing(THROWN, "onSubscribe");
        List<String> begun = new ArrayList<>();
        try (Scene scene = new Scene(verb)) {
            AnySource source = scene.launch(kind, () -> begun.add("begun"));

            Throwable thrown = catchThrowable(() -> source.subscribe(observer));
            scene.settle();

            assertThat(thrown).isExactlyInstanceOf(NullPointerException.class).hasCause(THROWN);
            assertThat(thrown)
                    .hasMessage(
                            switch (kind) {
                                case SINGLE, MAYBE -> "subscribeActual failed";
                                case COMPLETABLE -> "Actually not, but can't pass out an exception otherwise...";
                                case OBSERVABLE, FLOWABLE -> "Actually not, but can't throw other exceptions due to RS";
                            });
            boolean toldToo = kind != Kind.SINGLE && kind != Kind.MAYBE;
            assertThat(undeliverable.errors).isEqualTo(toldToo ? List.of(THROWN) : List.of());
            undeliverable.errors.clear();
            assertThat(observer.signals).isEmpty();
            assertThat(begun).isEmpty();
            assertTold(scene);
            assertThat(scene.loop.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dispose_twice_isSilentAndStrikesOnce(Kind kind, Verb verb) throws Exception {
        List<String> struck = new ArrayList<>();
        FaultyObserver observer = new FaultyObserver("", () -> {});
        try (Scene scene = new Scene(verb)) {
            scene.launch(kind, () -> {
                        observer.upstream.dispose();
                        observer.upstream.dispose();
                        try {
                            Tasks.yieldNow();
                        } finally {
                            Tasks.yieldNow();
                            struck.add("once");
                        }
                        return 7;
                    })
                    .subscribe(observer);
            scene.settle();
            scene.settle();

            assertThat(observer.signals).isEmpty();
            assertThat(struck).containsExactly("once");
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void request_ofLessThanNothing_isTheRulesError(Verb verb) throws Exception {
        FaultyObserver observer = new FaultyObserver("", () -> {});
        observer.first = Long.MIN_VALUE;
        try (Scene scene = new Scene(verb)) {
            scene.launch(Kind.FLOWABLE, seven()).subscribe(observer);
            scene.awaitEnd(observer);

            assertThat(observer.signals)
                    .containsExactly("onError java.lang.IllegalArgumentException: request must be > 0, was"
                            + " -9223372036854775808 (Reactive Streams rule 3.9)");
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void subscribe_insideTheEnd_isServed(Kind kind, Verb verb) throws Exception {
        FaultyObserver second = new FaultyObserver("", () -> {});
        try (Scene scene = new Scene(verb)) {
            AnySource source = scene.launch(kind, seven());
            String end = kind == Kind.SINGLE || kind == Kind.MAYBE ? "onSuccess" : "onComplete";
            FaultyObserver first = new FaultyObserver(end, () -> source.subscribe(second));

            source.subscribe(first);
            scene.awaitEnd(second);

            assertThat(second.signals).isEqualTo(first.signals).isNotEmpty();
            assertTold(scene);
        }
    }

    /** To the handler of the loop, or to the log if that has none; nothing if there are no words. */
    private void assertTold(Scene scene, String... beginnings) {
        List<String> told = new ArrayList<>(scene.reported);
        told.addAll(log.lines);
        assertThat(told).hasSize(beginnings.length);
        for (int n = 0; n < beginnings.length; n++) {
            assertThat(told.get(n)).startsWith(beginnings[n]).endsWith(" by " + THROWN);
        }
    }
}
