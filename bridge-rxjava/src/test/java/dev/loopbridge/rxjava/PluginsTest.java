package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.bridge.LaunchOptions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PluginsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @Test
    void onAssembly_ofEachKind_seesIt() {
        Single<Integer> single = Single.just(1);
        Maybe<Integer> maybe = Maybe.just(1);
        Completable completable = Completable.complete();
        Observable<Integer> observable = Observable.just(1);
        Flowable<Integer> flowable = Flowable.just(1);
        RxJavaPlugins.setOnSingleAssembly(source -> single);
        RxJavaPlugins.setOnMaybeAssembly(source -> maybe);
        RxJavaPlugins.setOnCompletableAssembly(source -> completable);
        RxJavaPlugins.setOnObservableAssembly(source -> observable);
        RxJavaPlugins.setOnFlowableAssembly(source -> flowable);

        assertThat(LoopSingle.run(() -> 1)).isSameAs(single);
        assertThat(LoopMaybe.run(() -> 1)).isSameAs(maybe);
        assertThat(LoopCompletable.run(() -> 1)).isSameAs(completable);
        assertThat(LoopObservable.<Integer>run(out -> {})).isSameAs(observable);
        assertThat(LoopFlowable.<Integer>run(out -> {})).isSameAs(flowable);
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
