package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Under the hook an operator throws what Reactor takes for fatal in place of the last signal: the close is the end. */
class HookedFatalErrorsTest {
    private final EventLoop loop = EventLoop.create();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final Recorder<Object> recorder = Recorder.ofAll();
    private final Thread.UncaughtExceptionHandler before =
            Thread.currentThread().getUncaughtExceptionHandler();

    @BeforeEach
    void enable() {
        Schedulers.onHandleError((thread, error) -> {});
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
        LoopOperators.enableFailOnClose();
    }

    @AfterEach
    void disable() {
        LoopOperators.disableFailOnClose();
        Thread.currentThread().setUncaughtExceptionHandler(before);
        Schedulers.resetOnHandleError();
    }

    private static void fail() {
        throw new NoClassDefFoundError("thrown");
    }

    static Stream<Named<Function<Scheduler, Publisher<?>>>> chains() {
        return Stream.of(
                Named.of("doOnComplete", on -> Flux.just(1, 2).publishOn(on).doOnComplete(HookedFatalErrorsTest::fail)),
                Named.of(
                        "further down",
                        on -> Flux.just(1, 2)
                                .publishOn(on)
                                .map(n -> n)
                                .doOnComplete(HookedFatalErrorsTest::fail)
                                .onErrorResume(error -> Mono.just(0))),
                Named.of(
                        "doOnError",
                        on -> Flux.error(new IllegalStateException())
                                .publishOn(on)
                                .doOnError(error -> fail())),
                Named.of("Mono", on -> Mono.empty().publishOn(on).doOnSuccess(n -> fail())),
                Named.of(
                        "within a flatMap",
                        on -> Flux.just(1)
                                .hide()
                                .flatMap(
                                        n -> Flux.just(1, 2).publishOn(on).doOnComplete(HookedFatalErrorsTest::fail))));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void close_afterAFatalErrorInPlaceOfTheLastSignal_endsItOnce(Function<Scheduler, Publisher<?>> chain) {
        chain.apply(scheduler).subscribe(recorder);
        loop.runUntilComplete(() -> 1);
        recorder.assertSilent();

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_withAnOnErrorResumeFurtherDown_isResumedThere() {
        Flux.concat(Flux.just(1), Flux.never())
                .publishOn(scheduler)
                .onErrorResume(error -> Mono.just(0))
                .subscribe(recorder);
        loop.runUntilComplete(() -> 1);

        loop.close();

        recorder.assertCompleted();
        assertThat(recorder.items).containsExactly(1, 0);
    }

    @Test
    void onComplete_throwingAFatalErrorItself_hasNoSecondEndAtTheClose() {
        FaultySubscriber subscriber = new FaultySubscriber("onComplete", HookedFatalErrorsTest::fail);
        Flux.<Object>just(1).publishOn(scheduler).map(n -> n).subscribe(subscriber);
        loop.runUntilComplete(() -> 1);

        loop.close();

        assertThat(subscriber.signals).containsExactly("onNext 1", "onComplete");
    }
}
