package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Foreign.Value;
import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.reactor.LoopOperators;
import dev.loopbridge.reactor.LoopSchedulers;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopSingle;
import dev.loopbridge.rxjava.LoopTransformers;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Every way into the library that another thread may take, each ready to be called.
 *
 * <p>Who is told by the call itself, on a stack without room for that, is excused from having heard of it; not those who were
 * there before.
 */
final class Entries {
    private Entries() {}

    static List<Entry> all() {
        return List.of(
                entry("shutdown", scene -> () -> scene.loop.shutdown(Duration.ofMillis(5))),
                entry("onClose", scene -> {
                    Promise told = scene.promises.expect("a close listener");
                    told.excuse();
                    return () -> scene.loop.onClose(scene.foreign.listener(told, false));
                }),
                entry("Registration.cancel", scene -> {
                    Promise told = scene.promises.expect("a close listener taken out");
                    told.excuse();
                    Registration listed = scene.loop.onClose(scene.foreign.listener(told, false));
                    return listed::cancel;
                }),
                entry("Task.cancel", scene -> {
                    Promise told = scene.promises.expect("a cancelled task");
                    Task<Value> task = scene.loop.submit(() -> Await.await(scene.loop.<Value>createFuture()));
                    task.toCompletableFuture().whenComplete(scene.foreign.dependent(told));
                    return () -> task.cancel();
                }),
                entry("whenClosed behind a close", scene -> {
                    Promise told = scene.promises.expect("a stage of shutdown()");
                    told.excuse();
                    return () -> {
                        var unused = scene.loop.shutdown(Duration.ZERO).whenComplete((report, error) -> told.keep());
                    };
                }),
                entry("inExecutor", scene -> {
                    Promise told = scene.promises.expect("a call in the pool");
                    told.excuse();
                    return () -> Tasks.inExecutor(scene.loop, null, scene.foreign::poolCall)
                            .toCompletableFuture()
                            .whenComplete(scene.foreign.dependent(told));
                }),
                subscribing("reactor Mono.submit", scene -> LoopMono.submit(scene.loop, scene.foreign.value())),
                subscribing("reactor Flux.submit", scene -> LoopFlux.submit(scene.loop, ReactorPlays.several(scene))),
                subscribing("reactor Mono.run", scene -> LoopMono.run(scene.foreign.value())),
                subscribing("reactor Flux.run", scene -> LoopFlux.run(ReactorPlays.three(scene))),
                subscribing("reactor Mono.fromTask", scene -> LoopMono.fromTask(scene.loop.submit(() -> 1))),
                subscribing("reactor Mono.delay", scene -> LoopMono.delay(scene.loop, Duration.ofMillis(1))),
                subscribing("reactor Flux.interval", scene -> LoopFlux.interval(scene.loop, Duration.ofMillis(1))),
                subscribing("reactor guard", scene -> Flux.never().transform(LoopOperators.failOnClose(scene.loop))),
                requesting("reactor request", scene -> LoopFlux.submit(scene.loop, ReactorPlays.several(scene))),
                requesting(
                        "reactor request of publishOn",
                        scene -> Flux.range(0, 9)
                                .publishOn(LoopSchedulers.from(scene.loop))
                                .transform(LoopOperators.failOnClose(scene.loop))),
                cancelling("reactor cancel", scene -> LoopFlux.submit(scene.loop, ReactorPlays.several(scene))),
                cancelling(
                        "reactor cancel behind a guard",
                        scene -> Flux.never().transform(LoopOperators.failOnClose(scene.loop))),
                entry("reactor signal through a guard", Entries::reactorSignal),
                entry("reactor schedule", scene -> {
                    Scheduler scheduler = LoopSchedulers.from(scene.loop);
                    return () -> scheduler.schedule(scene.foreign.callback());
                }),
                entry("reactor schedule late", scene -> {
                    Scheduler scheduler = LoopSchedulers.from(scene.loop);
                    return () -> scheduler.schedule(scene.foreign.callback(), 1, TimeUnit.HOURS);
                }),
                entry("reactor worker", scene -> {
                    Scheduler.Worker worker = LoopSchedulers.from(scene.loop).createWorker();
                    return () -> worker.schedule(scene.foreign.callback());
                }),
                entry("reactor dispose", scene -> {
                    Scheduler scheduler = LoopSchedulers.from(scene.loop);
                    scheduler.schedule(scene.foreign.callback(), 1, TimeUnit.HOURS);
                    return scheduler::dispose;
                }),
                subscribing(
                        "rxjava Flowable.submit",
                        scene -> LoopFlowable.submit(scene.loop, ReactorPlays.several(scene))),
                requesting("rxjava request", scene -> LoopFlowable.submit(scene.loop, ReactorPlays.several(scene))),
                cancelling("rxjava cancel", scene -> LoopFlowable.submit(scene.loop, ReactorPlays.several(scene))),
                subscribing(
                        "rxjava guard", scene -> Flowable.never().compose(LoopTransformers.failOnClose(scene.loop))),
                entry("rxjava signal through a guard", Entries::rxSignal),
                entry("rxjava Single.submit", scene -> {
                    RxObserver observer = new RxObserver(scene, "a Single");
                    observer.end().excuse();
                    return () ->
                            LoopSingle.submit(scene.loop, scene.foreign.value()).subscribe(observer);
                }),
                entry("rxjava dispose", scene -> {
                    RxObserver observer = new RxObserver(scene, "a disposed Single");
                    observer.end().excuse();
                    LoopSingle.submit(scene.loop, () -> Await.await(scene.loop.<Integer>createFuture()))
                            .subscribe(observer);
                    return observer::dispose;
                }),
                entry("rxjava schedule", scene -> {
                    var scheduler = dev.loopbridge.rxjava.LoopSchedulers.from(scene.loop);
                    return () -> scheduler.scheduleDirect(scene.foreign.callback());
                }));
    }

    private static Entry entry(String name, Function<Scene, Scene.Action> prepared) {
        return new Entry(name, prepared);
    }

    /** On a loop that stands still, so that all of it happens on the calling thread. */
    static List<Entry> ofAnIdleLoop() {
        return List.of(
                entry("close, idle", scene -> {
                    populate(scene);
                    return scene.loop::close;
                }),
                entry("shutdown, idle", scene -> {
                    populate(scene);
                    return () -> scene.loop.shutdown(Duration.ofMillis(5));
                }),
                entry("runUntilComplete, idle", scene -> {
                    populate(scene);
                    return () -> scene.loop.runUntilComplete(scene::someTurns);
                }),
                entry("reactor runUntilComplete, idle", scene -> {
                    StreamSubscriber subscriber = new StreamSubscriber(scene, "runUntilComplete", 0);
                    subscriber.end().excuse();
                    return () -> LoopFlux.runUntilComplete(scene.loop, ReactorPlays.three(scene))
                            .subscribe(subscriber);
                }));
    }

    private static void populate(Scene scene) {
        EventLoop loop = scene.loop;
        for (int i = 0; i < 2; i++) {
            Promise listener = scene.promises.expect("a close listener");
            loop.onClose(scene.foreign.listener(listener, false));
            Promise callback = scene.promises.expect("a callback");
            loop.execute(scene.foreign.callback(callback));
            Promise timer = scene.promises.expect("a timer");
            loop.callLater(Duration.ofHours(1), scene.foreign.callback(timer));
            CorePlays.task(scene, "a task");
        }
    }

    private static Entry subscribing(String name, Function<Scene, Publisher<?>> source) {
        return entry(name, scene -> {
            StreamSubscriber subscriber = new StreamSubscriber(scene, name, 0);
            Publisher<?> publisher = source.apply(scene);
            subscriber.end().excuse();
            return () -> publisher.subscribe(subscriber);
        });
    }

    private static Entry requesting(String name, Function<Scene, Publisher<?>> source) {
        return entry(name, scene -> {
            LazyStream subscriber = new LazyStream(scene, name);
            source.apply(scene).subscribe(subscriber);
            Subscription subscription = subscriber.subscription();
            return () -> subscription.request(Long.MAX_VALUE);
        });
    }

    private static Entry cancelling(String name, Function<Scene, Publisher<?>> source) {
        return entry(name, scene -> {
            LazyStream subscriber = new LazyStream(scene, name);
            source.apply(scene).subscribe(subscriber);
            subscriber.end().excuse();
            Subscription subscription = subscriber.subscription();
            return subscription::cancel;
        });
    }

    private static Scene.Action reactorSignal(Scene scene) {
        StreamSubscriber subscriber = new StreamSubscriber(scene, "behind a guard", 0);
        Sinks.Many<Object> sink = Sinks.unsafe().many().multicast().directBestEffort();
        sink.asFlux().transform(LoopOperators.failOnClose(scene.loop)).subscribe(subscriber);
        return () -> sink.tryEmitNext(1);
    }

    private static Scene.Action rxSignal(Scene scene) {
        StreamSubscriber subscriber = new StreamSubscriber(scene, "behind a guard", 0);
        PublishProcessor<Object> source = PublishProcessor.create();
        source.compose(LoopTransformers.failOnClose(scene.loop)).subscribe(subscriber);
        return () -> source.onNext(1);
    }
}
