package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.Coroutine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.publisher.Hooks;

/** Subscribers that throw, or ask for what they may not: one end all the same, no loop left open, and the error told once. */
@ExtendWith(LeakFree.class)
class FaultySubscriberTest {
    private static final IllegalStateException THROWN = new IllegalStateException("thrown");

    @RegisterExtension
    final LoopLog log = new LoopLog();

    @AfterEach
    void reset() {
        Hooks.resetOnErrorDropped();
    }

    private static Coroutine<Integer> seven() {
        return () -> 7;
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void onNext_throwing_isTheEnd(Source source) throws Exception {
        FaultySubscriber subscriber = FaultySubscriber.throwing(THROWN, "onNext");
        try (Scene scene = new Scene(source)) {
            scene.launch(seven()).subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onNext 7", "onError " + THROWN);
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void onComplete_throwing_isReportedAndNoSecondEnd(Source source) throws Exception {
        FaultySubscriber subscriber = FaultySubscriber.throwing(THROWN, "onComplete");
        try (Scene scene = new Scene(source)) {
            scene.launch(seven()).subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onNext 7", "onComplete");
            assertTold(scene, "Exception in a terminal signal to ");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void onError_throwing_isReportedAndNoSecondEnd(Source source) throws Exception {
        FaultySubscriber subscriber = FaultySubscriber.throwing(THROWN, "onError");
        try (Scene scene = new Scene(source)) {
            scene.launch(() -> {
                        throw new IOException("the body's own");
                    })
                    .subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals).containsExactly("onError java.io.IOException: the body's own");
            assertTold(scene, "Exception in a terminal signal to ");
        }
    }

    /** Reactor's own answer to a source that throws in subscribe is an onError; the body never begins. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void onSubscribe_throwing_isAnErrorByReactor(Source source) throws Exception {
        AtomicBoolean thrown = new AtomicBoolean();
        FaultySubscriber subscriber = new FaultySubscriber("onSubscribe", () -> {
            if (thrown.compareAndSet(false, true)) { // Reactor calls it again, with a subscription to nothing
                throw THROWN;
            }
        });
        List<Integer> begun = new ArrayList<>();
        try (Scene scene = new Scene(source)) {
            Publisher<Integer> launch = scene.launch(() -> {
                begun.add(1);
                return 7;
            });

            launch.subscribe(subscriber);
            scene.settle();

            assertThat(subscriber.signals).containsExactly("onError " + THROWN);
            assertThat(begun).isEmpty();
            assertThat(scene.loop.isClosed()).isFalse();
            assertTold(scene);
        }
    }

    static Stream<Arguments> badRequests() {
        return Source.all().flatMap(source -> Stream.of(0L, -1L, Long.MIN_VALUE).map(n -> arguments(source, n)));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void request_ofNothingOrLess_isTheRulesError(Source source, long n) throws Exception {
        FaultySubscriber subscriber = new FaultySubscriber("", () -> {});
        subscriber.first = n;
        try (Scene scene = new Scene(source)) {
            scene.launch(seven()).subscribe(subscriber);
            scene.awaitEnd(subscriber);

            assertThat(subscriber.signals)
                    .containsExactly("onError java.lang.IllegalArgumentException: request must be > 0, was " + n
                            + " (Reactive Streams rule 3.9)");
            assertThat(scene.loop.isClosed()).isFalse();
            assertTold(scene);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void onErrorDropped_hookThrowing_isReportedAndTheNextIsServed(Source source) throws Exception {
        Hooks.onErrorDropped(late -> {
            throw THROWN;
        });
        FaultySubscriber subscriber = new FaultySubscriber("", () -> {});
        try (Scene scene = new Scene(source)) {
            CorePublisher<Integer> launch = scene.launch(() -> {
                if (subscriber.signals.isEmpty()) {
                    subscriber.subscription.request(-1); // the end: what comes after it is dropped
                    throw new IOException("late");
                }
                return 7;
            });
            launch.subscribe(subscriber);
            scene.awaitEnd(subscriber);
            assertThat(subscriber.signals).hasSize(1);
            assertTold(scene, "Exception in a hook of ");

            FaultySubscriber next = new FaultySubscriber("", () -> {});
            launch.subscribe(next);
            scene.awaitEnd(next);
            assertThat(next.signals).containsExactly("onNext 7", "onComplete");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void subscribe_insideOnComplete_isServed(Source source) throws Exception {
        FaultySubscriber second = new FaultySubscriber("", () -> {});
        try (Scene scene = new Scene(source)) {
            CorePublisher<Integer> launch = scene.launch(seven());

            launch.subscribe(new FaultySubscriber("onComplete", () -> launch.subscribe(second)));
            scene.awaitEnd(second);

            assertThat(second.signals).containsExactly("onNext 7", "onComplete");
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
