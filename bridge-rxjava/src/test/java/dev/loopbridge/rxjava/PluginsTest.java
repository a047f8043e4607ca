package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.LaunchOptions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PluginsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @ParameterizedTest
    @MethodSource("dev.loopbridge.rxjava.Factory#all")
    void onAssembly_ofEachSource_seesItAndMayReplaceIt(Factory factory) {
        AtomicReference<Object> seen = new AtomicReference<>();
        Single<Object> single = Single.just(1);
        Maybe<Object> maybe = Maybe.just(1);
        Completable completable = Completable.complete();
        Observable<Object> observable = Observable.just(1);
        Flowable<Object> flowable = Flowable.just(1);
        RxJavaPlugins.setOnSingleAssembly(source -> noted(seen, source, single));
        RxJavaPlugins.setOnMaybeAssembly(source -> noted(seen, source, maybe));
        RxJavaPlugins.setOnCompletableAssembly(source -> noted(seen, source, completable));
        RxJavaPlugins.setOnObservableAssembly(source -> noted(seen, source, observable));
        RxJavaPlugins.setOnFlowableAssembly(source -> noted(seen, source, flowable));

        try (EventLoop loop = EventLoop.create()) {
            assertThat(factory.on(loop)).isIn(single, maybe, completable, observable, flowable);
        }

        assertThat(seen.get()).hasToString(factory.name());
    }

    private static <T> T noted(AtomicReference<Object> seen, T source, T replacement) {
        seen.set(source);
        return replacement;
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.rxjava.Factory#all")
    void onSubscribe_ofEachSource_seesTheSubscriberOnce(Factory factory) {
        List<Object> seen = new ArrayList<>();
        RxJavaPlugins.setOnSingleSubscribe((source, observer) -> noted(seen, source, observer));
        RxJavaPlugins.setOnMaybeSubscribe((source, observer) -> noted(seen, source, observer));
        RxJavaPlugins.setOnCompletableSubscribe((source, observer) -> noted(seen, source, observer));
        RxJavaPlugins.setOnObservableSubscribe((source, observer) -> noted(seen, source, observer));
        RxJavaPlugins.setOnFlowableSubscribe((source, subscriber) -> noted(seen, source, subscriber));
        Recorder recorder = new Recorder();

        factory.subscribeToFailing(recorder);

        assertThat(seen).singleElement().hasToString(factory.name());
        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).hasSize(1);
    }

    private static <O> O noted(List<Object> seen, Object source, O observer) {
        seen.add(source);
        return observer;
    }

    @Test
    void run_withAHookThatThrowsBeforeBlocking_failsAndReportsIt() {
        IllegalArgumentException error = new IllegalArgumentException("the hook failed");
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
        RxJavaPlugins.setOnBeforeBlocking(() -> {
            throw error;
        });

        LoopSingle.run(() -> 1).test().assertFailure(IllegalStateException.class);

        assertThat(undeliverable.errors).containsExactly(error);
        undeliverable.errors.clear();
    }

    @Test
    void run_onAComputationThread_blocksUnlessToldNotTo() {
        onComputation(LaunchOptions.defaults()).assertResult(1);
    }

    @Test
    void run_onAComputationThreadThatMustNotBlock_fails() {
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);

        onComputation(LaunchOptions.defaults())
                .assertFailure(IllegalStateException.class)
                .assertError(error -> error.getMessage().contains("must not block"));
    }

    @Test
    void run_onAComputationThreadWithAllowBlocking_runs() {
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);

        onComputation(LaunchOptions.defaults().allowBlocking()).assertResult(1);
    }

    @Test
    void run_onAComputationThreadWithOffload_runsElsewhere() {
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);

        onComputation(LaunchOptions.defaults()
                        .offload(command -> Schedulers.io().scheduleDirect(command)))
                .assertResult(1);
    }

    @Test
    void run_onAnOrdinaryThread_asksOnBeforeBlocking() {
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
        LoopSingle.run(() -> 1).test().assertResult(1);

        RxJavaPlugins.setOnBeforeBlocking(() -> true);

        LoopSingle.run(() -> 1).test().assertFailure(IllegalStateException.class);
    }

    @Test
    void run_onAnInterruptedThread_keepsTheInterrupt() {
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
        Thread.currentThread().interrupt();

        TestObserver<Integer> observer = LoopSingle.run(() -> 1).test();

        assertThat(Thread.interrupted()).isTrue();
        observer.assertResult(1);
    }

    private static TestObserver<Integer> onComputation(LaunchOptions options) {
        return LoopSingle.run(() -> 1, options)
                .subscribeOn(Schedulers.computation())
                .test()
                .awaitDone(10, TimeUnit.SECONDS);
    }
}
