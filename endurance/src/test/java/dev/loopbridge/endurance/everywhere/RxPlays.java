package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.rxjava.LoopCompletable;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopMaybe;
import dev.loopbridge.rxjava.LoopObservable;
import dev.loopbridge.rxjava.LoopPlugins;
import dev.loopbridge.rxjava.LoopSchedulers;
import dev.loopbridge.rxjava.LoopSingle;
import dev.loopbridge.rxjava.LoopTransformers;
import dev.loopbridge.rxjava.RxAwait;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bridge to RxJava: each verb, its types, the scheduler behind a guard, and the way in. */
final class RxPlays {
    private static final LaunchOptions SHORT = LaunchOptions.defaults().grace(Duration.ofMillis(5));

    private RxPlays() {}

    static List<Play> all() {
        return List.of(
                flowable("rxjava Flowable.run", scene -> LoopFlowable.run(ReactorPlays.three(scene), SHORT)),
                flowable(
                        "rxjava Flowable.runUntilComplete",
                        scene -> LoopFlowable.runUntilComplete(scene.loop, ReactorPlays.three(scene), SHORT)),
                flowable(
                        "rxjava Flowable.submit",
                        scene -> LoopFlowable.submit(scene.loop, ReactorPlays.several(scene))),
                flowable(
                        "rxjava Flowable.fromAsyncIterator",
                        scene -> LoopFlowable.fromAsyncIterator(scene.loop, () -> scene.foreign.iterator(3))),
                flowable("rxjava Flowable.timer", scene -> LoopFlowable.timer(scene.loop, Duration.ofMillis(1))),
                flowable(
                        "rxjava Flowable.interval",
                        scene -> LoopFlowable.interval(scene.loop, Duration.ofNanos(1), Duration.ofNanos(200_000))),
                flowable(
                        "rxjava observeOn guarded",
                        scene -> ups(scene)
                                .observeOn(scheduler(scene))
                                .compose(LoopTransformers.failOnClose(scene.loop))),
                flowable(
                        "rxjava subscribeOn guarded",
                        scene -> ups(scene)
                                .subscribeOn(scheduler(scene))
                                .compose(LoopTransformers.failOnClose(scene.loop))),
                flowable(
                        "rxjava delay guarded",
                        scene -> Flowable.range(0, 3)
                                .delay(200, TimeUnit.MICROSECONDS, scheduler(scene))
                                .compose(LoopTransformers.failOnClose(scene.loop))),
                observer(
                        "rxjava Single.run",
                        (scene, observer) ->
                                LoopSingle.run(scene.foreign.value(), SHORT).subscribe(observer)),
                observer(
                        "rxjava Single.submit",
                        (scene, observer) -> LoopSingle.submit(
                                        scene.loop, scene.foreign.body(() -> CorePlays.wait(scene)))
                                .subscribe(observer)),
                observer(
                        "rxjava Single.fromTask",
                        (scene, observer) -> LoopSingle.fromTask(
                                        scene.loop.submit(scene.foreign.body(() -> CorePlays.wait(scene))))
                                .subscribe(observer)),
                observer(
                        "rxjava Maybe.runUntilComplete",
                        (scene, observer) -> LoopMaybe.runUntilComplete(scene.loop, scene.foreign.value(), SHORT)
                                .subscribe(observer)),
                observer(
                        "rxjava Completable.submit",
                        (scene, observer) -> LoopCompletable.submit(
                                        scene.loop, scene.foreign.body(() -> CorePlays.wait(scene)))
                                .subscribe(observer)),
                observer(
                        "rxjava Observable.submit",
                        (scene, observer) -> LoopObservable.submit(scene.loop, ReactorPlays.several(scene))
                                .subscribe(observer)),
                observer(
                        "rxjava Single on the scheduler, guarded",
                        (scene, observer) -> Single.timer(1, TimeUnit.HOURS, scheduler(scene))
                                .compose(LoopTransformers.failOnClose(scene.loop))
                                .subscribe(observer)),
                new Play("rxjava hooked", RxPlays::hooked),
                new Play("rxjava disposed", RxPlays::disposed),
                new Play("rxjava tasks", RxPlays::tasks),
                new Play("rxjava await", RxPlays::await));
    }

    private interface Source {
        Flowable<?> of(Scene scene);
    }

    private interface Subscribing {
        void to(Scene scene, RxObserver observer);
    }

    private static Play flowable(String name, Source source) {
        return new Play(name, scene -> subscribe(scene, name, source, 0));
    }

    private static StreamSubscriber subscribe(Scene scene, String name, Source source, int cancelAt) {
        StreamSubscriber subscriber = new StreamSubscriber(scene, name, cancelAt);
        scene.attempt(subscriber.end(), () -> source.of(scene).subscribe(subscriber));
        return subscriber;
    }

    private static Play observer(String name, Subscribing subscribing) {
        return new Play(name, scene -> observe(scene, name, subscribing));
    }

    private static RxObserver observe(Scene scene, String name, Subscribing subscribing) {
        RxObserver observer = new RxObserver(scene, name);
        scene.attempt(observer.end(), () -> subscribing.to(scene, observer));
        return observer;
    }

    private static Scheduler scheduler(Scene scene) {
        LoopPlugins.setInitLoopSchedulerHandler(otherwise -> {
            scene.trap.call(CallOut.PLUGIN);
            return otherwise.get();
        });
        LoopPlugins.setLoopSchedulerHandler(made -> {
            scene.trap.call(CallOut.PLUGIN);
            return made;
        });
        try {
            return LoopSchedulers.from(scene.loop);
        } finally {
            LoopPlugins.reset();
        }
    }

    private static Flowable<Object> ups(Scene scene) {
        return Flowable.fromPublisher(new TrappedPublisher(scene, 5));
    }

    private static void hooked(Scene scene) {
        LoopTransformers.enableFailOnClose();
        try {
            subscribe(scene, "a hooked observeOn", each -> ups(each).observeOn(scheduler(each)), 0);
            observe(
                    scene,
                    "a hooked delay",
                    (each, observer) -> Observable.range(0, 3)
                            .delay(1, TimeUnit.HOURS, scheduler(each))
                            .subscribe(observer));
        } finally {
            LoopTransformers.disableFailOnClose();
        }
    }

    private static void disposed(Scene scene) {
        subscribe(scene, "cancelled in onNext", each -> LoopFlowable.submit(each.loop, ReactorPlays.several(each)), 2);
        RxObserver task = observe(
                scene,
                "disposed",
                (each, observer) -> LoopObservable.submit(each.loop, ReactorPlays.several(each))
                        .subscribe(observer));
        scene.attempt(task::dispose);
    }

    private static void tasks(Scene scene) {
        Scheduler scheduler = scheduler(scene);
        Runnable work = () -> scene.trap.call(CallOut.WORK);
        scene.attempt(() -> scheduler.scheduleDirect(work));
        scene.attempt(() -> scheduler.scheduleDirect(work, 1, TimeUnit.MILLISECONDS));
        scene.attempt(() -> scheduler.schedulePeriodicallyDirect(work, 0, 200, TimeUnit.MICROSECONDS));
        Scheduler.Worker worker = scheduler.createWorker();
        scene.attempt(() -> worker.schedule(work));
        scene.attempt(() -> worker.schedule(work, 1, TimeUnit.HOURS));
    }

    private static void await(Scene scene) {
        scene.attempt(
                () -> scene.loop.submit(scene.foreign.body(() -> RxAwait.awaitFirst(new TrappedPublisher(scene, 3)))));
        scene.attempt(() -> scene.loop.submit(
                scene.foreign.body(() -> RxAwait.await(ups(scene).firstElement()))));
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            AsyncIterator<Object> all = RxAwait.iterate(new TrappedPublisher(scene, 5), 2);
            try {
                while (all.next()) {
                    scene.trap.call(CallOut.FOR_EACH);
                }
            } finally {
                all.finish();
            }
            return 1;
        })));
    }
}
