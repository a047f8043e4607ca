package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Five types, three verbs, every way to end: one terminal signal or, after a dispose, none. */
class LaunchContractTest {
    private static final int RACES = 300;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final Recorder recorder = new Recorder();

    static Stream<Arguments> all() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Verb.values()).map(verb -> arguments(kind, verb)));
    }

    static Stream<Arguments> onYourLoop() {
        return all().filter(row -> row.get()[1] != Verb.RUN);
    }

    @ParameterizedTest
    @MethodSource("all")
    void subscribe_bodyReturns_endsOnce(Kind kind, Verb verb) throws Exception {
        try (Stage stage = new Stage(verb)) {
            stage.launch(kind, () -> "result").subscribe(recorder);

            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            settle(stage);
            assertThat(recorder.ends).hasValue(1);
            assertThat(recorder.errors).isEmpty();
            if (kind == Kind.COMPLETABLE) {
                assertThat(recorder.items).isEmpty();
            } else {
                assertThat(recorder.items).containsExactly("result");
            }
            assertThat(stage.loop().isClosed()).isEqualTo(verb == Verb.RUN);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void subscribe_bodyThrows_failsWithThatInstance(Kind kind, Verb verb) throws Exception {
        IOException boom = new IOException("boom");
        try (Stage stage = new Stage(verb)) {
            stage.launch(kind, () -> {
                        throw boom;
                    })
                    .subscribe(recorder);

            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            settle(stage);
            assertThat(recorder.ends).hasValue(1);
            assertThat(recorder.errors).singleElement().isSameAs(boom);
            assertThat(stage.loop().isClosed()).isEqualTo(verb == Verb.RUN);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dispose_inOnSubscribe_neverRunsTheBody(Kind kind, Verb verb) throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Recorder disposing = Recorder.disposingInOnSubscribe();
        try (Stage stage = new Stage(verb)) {
            stage.launch(kind, () -> ran.getAndSet(true)).subscribe(disposing);

            settle(stage);
            assertThat(ran).isFalse();
            assertThat(disposing.ends).hasValue(0);
            assertThat(disposing.items).isEmpty();
            assertThat(disposing.upstream.isDisposed()).isTrue();
            if (verb != Verb.RUN) {
                assertThat(stage.loop().isClosed()).isEqualTo(verb == Verb.RUN_UNTIL_COMPLETE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dispose_fromAnotherThread_unwindsBeforeTheLoopCloses(Kind kind, Verb verb) throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CompletableFuture<Boolean> closedAtFinally = new CompletableFuture<>();
        try (Stage stage = new Stage(verb)) {
            stage.subscribeElsewhere(
                    stage.launch(kind, () -> {
                        sleeping.countDown();
                        try {
                            return await(Tasks.sleep(Duration.ofHours(1)));
                        } finally {
                            await(Tasks.sleep(Duration.ofNanos(1)));
                            closedAtFinally.complete(EventLoops.getRunningLoop().isClosed());
                        }
                    }),
                    recorder);
            assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();

            recorder.upstream.dispose();

            assertThat(closedAtFinally.get(10, TimeUnit.SECONDS)).isFalse();
            stage.awaitSubscriber();
            settle(stage);
            assertThat(recorder.ends).hasValue(0);
            assertThat(stage.loop().isClosed()).isEqualTo(verb != Verb.SUBMIT);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dispose_afterTheEnd_changesNothing(Kind kind, Verb verb) throws Exception {
        try (Stage stage = new Stage(verb)) {
            stage.launch(kind, () -> "result").subscribe(recorder);
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();

            recorder.upstream.dispose();

            settle(stage);
            assertThat(recorder.ends).hasValue(1);
            assertThat(stage.loop().isClosed()).isEqualTo(verb == Verb.RUN);
        }
    }

    @ParameterizedTest
    @MethodSource("onYourLoop")
    void subscribe_loopClosed_failsWithLoopClosed(Kind kind, Verb verb) {
        AtomicBoolean ran = new AtomicBoolean();
        try (Stage stage = new Stage(verb)) {
            stage.closeLoop();

            stage.launch(kind, () -> ran.getAndSet(true)).subscribe(recorder);

            assertThat(recorder.ends).hasValue(1);
            assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
            assertThat(ran).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void closeLoop_inFlight_failsWithLoopClosed(Kind kind, Verb verb) throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        try (Stage stage = new Stage(verb)) {
            stage.subscribeElsewhere(
                    stage.launch(kind, () -> {
                        sleeping.countDown();
                        return await(Tasks.sleep(Duration.ofHours(1)));
                    }),
                    recorder);
            assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();

            stage.closeLoop();

            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            stage.awaitSubscriber();
            assertThat(recorder.ends).hasValue(1);
            assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
            assertThat(stage.loop().isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("onYourLoop")
    void closeLoop_againstSubscribe_endsOnce(Kind kind, Verb verb) throws Exception {
        for (int round = 0; round < RACES; round++) {
            Recorder each = new Recorder();
            CyclicBarrier start = new CyclicBarrier(2);
            try (Stage stage = new Stage(verb)) {
                Kind.Launched source = stage.launch(kind, () -> "result");
                stage.subscribeElsewhere(
                        new Kind.Launched(
                                recorder -> {
                                    pass(start);
                                    source.subscribe(recorder);
                                },
                                null),
                        each);

                pass(start);
                stage.closeLoop();

                stage.awaitSubscriber();
                assertThat(each.ended.await(10, TimeUnit.SECONDS))
                        .as("ended in round %d", round)
                        .isTrue();
            }
            assertThat(each.ends).as("ends in round %d", round).hasValue(1);
            assertThat(each.errors)
                    .as("round %d", round)
                    .allSatisfy(error -> assertThat(error).isInstanceOf(LoopClosedException.class));
        }
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void dispose_insideOnNextOfObservable_stopsTheBodyThere(Verb verb) throws Exception {
        disposeInsideOnNext(verb, stream -> switch (verb) {
            case RUN -> LoopObservable.run(stream.body)::subscribe;
            case RUN_UNTIL_COMPLETE -> LoopObservable.runUntilComplete(stream.stage.loop(), stream.body)::subscribe;
            case SUBMIT -> LoopObservable.submit(stream.stage.loop(), stream.body)::subscribe;
        });
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void dispose_insideOnNextOfFlowable_stopsTheBodyThere(Verb verb) throws Exception {
        disposeInsideOnNext(verb, stream -> switch (verb) {
            case RUN -> LoopFlowable.run(stream.body)::subscribe;
            case RUN_UNTIL_COMPLETE -> LoopFlowable.runUntilComplete(stream.stage.loop(), stream.body)::subscribe;
            case SUBMIT -> LoopFlowable.submit(stream.stage.loop(), stream.body)::subscribe;
        });
    }

    private record OnStage(Stage stage, Generator<Object> body) {}

    private interface Launcher {
        Consumer<Recorder> launch(OnStage stream);
    }

    private void disposeInsideOnNext(Verb verb, Launcher launcher) throws Exception {
        CompletableFuture<Boolean> closedAtFinally = new CompletableFuture<>();
        Recorder disposing = Recorder.disposingInOnNext();
        try (Stage stage = new Stage(verb)) {
            Generator<Object> body = out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } finally {
                    closedAtFinally.complete(EventLoops.getRunningLoop().isClosed());
                }
            };

            launcher.launch(new OnStage(stage, body)).accept(disposing);

            assertThat(closedAtFinally.get(10, TimeUnit.SECONDS)).isFalse();
            settle(stage);
            assertThat(disposing.items).containsExactly(1);
            assertThat(disposing.ends).hasValue(0);
            if (verb != Verb.RUN) {
                assertThat(stage.loop().isClosed()).isEqualTo(verb == Verb.RUN_UNTIL_COMPLETE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void runUntilComplete_repeated_runsTheBodyAgainOnTheOpenLoop(Kind kind) {
        AtomicInteger runs = new AtomicInteger();
        try (Stage stage = new Stage(Verb.RUN_UNTIL_COMPLETE)) {
            TestSubscriber<Object> subscriber =
                    stage.launch(kind, runs::incrementAndGet).flow().repeat(2).test();

            subscriber.assertComplete();
            assertThat(runs).hasValue(2);
            assertThat(stage.loop().isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void runUntilComplete_retried_runsTheBodyAgainOnTheOpenLoop(Kind kind) {
        AtomicInteger runs = new AtomicInteger();
        try (Stage stage = new Stage(Verb.RUN_UNTIL_COMPLETE)) {
            TestSubscriber<Object> subscriber = stage.launch(kind, () -> {
                        if (runs.incrementAndGet() < 3) {
                            throw new IOException("not yet");
                        }
                        return "result";
                    })
                    .flow()
                    .retry(2)
                    .test();

            subscriber.assertComplete();
            assertThat(runs).hasValue(3);
            assertThat(stage.loop().isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void runUntilComplete_afterADispose_failsWithLoopClosed(Kind kind) {
        try (Stage stage = new Stage(Verb.RUN_UNTIL_COMPLETE)) {
            Kind.Launched source = stage.launch(kind, () -> "result");
            source.subscribe(Recorder.disposingInOnSubscribe());

            source.subscribe(recorder);

            assertThat(recorder.ends).hasValue(1);
            assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
        }
    }

    /** Lets a hosted loop do all that is due, so that a second signal would have come by now. */
    private static void settle(Stage stage) throws Exception {
        if (stage.verb == Verb.SUBMIT) {
            for (int turn = 0; turn < 3; turn++) {
                CountDownLatch passed = new CountDownLatch(1);
                stage.loop().execute(passed::countDown);
                assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
