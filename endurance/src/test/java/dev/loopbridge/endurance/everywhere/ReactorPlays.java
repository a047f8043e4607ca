package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Foreign.Value;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.reactor.LoopOperators;
import dev.loopbridge.reactor.LoopSchedulers;
import dev.loopbridge.reactor.ReactorAwait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The bridge to Reactor: each verb, the scheduler with and without a guard, and the way in. */
final class ReactorPlays {
    private static final LaunchOptions SHORT = LaunchOptions.defaults().grace(Duration.ofMillis(5));

    private ReactorPlays() {}

    static List<Play> all() {
        return List.of(
                source("reactor Mono.run", scene -> LoopMono.run(scene.foreign.value(), SHORT)),
                source(
                        "reactor Mono.runUntilComplete",
                        scene -> LoopMono.runUntilComplete(scene.loop, scene.foreign.value(), SHORT)),
                source("reactor Mono.submit", scene -> LoopMono.submit(scene.loop, scene.foreign.value())),
                source(
                        "reactor Mono.fromTask",
                        scene -> LoopMono.fromTask(scene.loop.submit(scene.foreign.body(() -> CorePlays.wait(scene))))),
                source("reactor Mono.delay", scene -> LoopMono.delay(scene.loop, Duration.ofMillis(1))),
                source("reactor Flux.run", scene -> LoopFlux.run(three(scene), SHORT)),
                source(
                        "reactor Flux.runUntilComplete",
                        scene -> LoopFlux.runUntilComplete(scene.loop, three(scene), SHORT)),
                source("reactor Flux.submit", scene -> LoopFlux.submit(scene.loop, several(scene))),
                source(
                        "reactor Flux.fromAsyncIterator",
                        scene -> LoopFlux.fromAsyncIterator(scene.loop, () -> scene.foreign.iterator(3))),
                source(
                        "reactor Flux.interval",
                        scene -> LoopFlux.interval(scene.loop, Duration.ofNanos(1), Duration.ofNanos(200_000))),
                source("reactor publishOn", scene -> ups(scene).publishOn(scheduler(scene))),
                source(
                        "reactor publishOn guarded",
                        scene -> ups(scene)
                                .publishOn(scheduler(scene))
                                .transform(LoopOperators.failOnClose(scene.loop))),
                source(
                        "reactor subscribeOn guarded",
                        scene -> ups(scene)
                                .subscribeOn(scheduler(scene))
                                .transform(LoopOperators.failOnClose(scene.loop))),
                source(
                        "reactor delayElements guarded",
                        scene -> Flux.range(0, 3)
                                .delayElements(Duration.ofNanos(200_000), scheduler(scene))
                                .transform(LoopOperators.failOnClose(scene.loop))),
                source(
                        "reactor timeout guarded",
                        scene -> Flux.never()
                                .timeout(Duration.ofMillis(1), scheduler(scene))
                                .transform(LoopOperators.failOnClose(scene.loop))),
                source(
                        "reactor Mono.delay on the scheduler",
                        scene -> Mono.delay(Duration.ofHours(1), scheduler(scene))),
                source(
                        "reactor interval on the scheduler",
                        scene -> Flux.interval(Duration.ofNanos(200_000), scheduler(scene))),
                new Play("reactor hooked", ReactorPlays::hooked),
                new Play("reactor cancelled", ReactorPlays::cancelled),
                new Play("reactor tasks", ReactorPlays::tasks),
                new Play("reactor await", ReactorPlays::await));
    }

    private interface Source {
        Publisher<?> of(Scene scene);
    }

    private static Play source(String name, Source source) {
        return new Play(name, scene -> subscribe(scene, name, source, 0));
    }

    private static StreamSubscriber subscribe(Scene scene, String name, Source source, int cancelAt) {
        StreamSubscriber subscriber = new StreamSubscriber(scene, name, cancelAt);
        scene.attempt(subscriber.end(), () -> source.of(scene).subscribe(subscriber));
        return subscriber;
    }

    private static Scheduler scheduler(Scene scene) {
        return LoopSchedulers.from(scene.loop);
    }

    private static Flux<Object> ups(Scene scene) {
        return Flux.from(new TrappedPublisher(scene, 5));
    }

    /** For who runs the loop, and must come back. */
    static Generator<Value> three(Scene scene) {
        return scene.foreign.generator(out -> emitThree(scene, out));
    }

    private static void emitThree(Scene scene, Emitter<Value> out) {
        for (int i = 0; i < 3; i++) {
            out.emit(scene.foreign.new Value());
        }
    }

    static Generator<Value> several(Scene scene) {
        return scene.foreign.generator(out -> {
            emitThree(scene, out);
            if (scene.lasts()) {
                out.emit(CorePlays.wait(scene));
            }
        });
    }

    private static void hooked(Scene scene) {
        LoopOperators.enableFailOnClose();
        try {
            subscribe(scene, "a hooked publishOn", each -> ups(each).publishOn(scheduler(each)), 0);
            subscribe(scene, "a hooked interval", each -> Flux.interval(Duration.ofHours(1), scheduler(each)), 0);
        } finally {
            LoopOperators.disableFailOnClose();
        }
    }

    private static void cancelled(Scene scene) {
        subscribe(scene, "cancelled in onNext", each -> LoopFlux.submit(each.loop, several(each)), 2);
        StreamSubscriber task = subscribe(scene, "cancelled", each -> LoopFlux.submit(each.loop, several(each)), 0);
        StreamSubscriber guarded = subscribe(
                scene,
                "cancelled behind a guard",
                each -> ups(each).publishOn(scheduler(each)).transform(LoopOperators.failOnClose(each.loop)),
                0);
        scene.attempt(task::cancel);
        scene.attempt(guarded::cancel);
    }

    private static void tasks(Scene scene) {
        Scheduler scheduler = scheduler(scene);
        Runnable work = work(scene);
        scene.attempt(() -> scheduler.schedule(work));
        scene.attempt(() -> scheduler.schedule(work, 1, TimeUnit.MILLISECONDS));
        scene.attempt(() -> scheduler.schedulePeriodically(work, 0, 200, TimeUnit.MICROSECONDS));
        Scheduler.Worker worker = scheduler.createWorker();
        scene.attempt(() -> worker.schedule(work));
        scene.attempt(() -> worker.schedule(work, 1, TimeUnit.HOURS));
        scene.attempt(worker::dispose);
    }

    private static Runnable work(Scene scene) {
        return new Runnable() {
            private int runs;

            @Override
            public void run() {
                scene.trap.call(CallOut.WORK);
                if (++runs == 2) {
                    throw scene.foreign.new Failure();
                }
            }

            @Override
            public String toString() {
                scene.trap.call(CallOut.TO_STRING);
                return "work";
            }
        };
    }

    private static void await(Scene scene) {
        scene.attempt(() -> scene.loop.submit(
                scene.foreign.body(() -> ReactorAwait.awaitFirst(Flux.from(new TrappedPublisher(scene, 3))))));
        scene.attempt(() -> scene.loop.submit(
                scene.foreign.body(() -> ReactorAwait.await(Mono.from(new TrappedPublisher(scene, 1))))));
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            AsyncIterator<Object> all = ReactorAwait.iterate(new TrappedPublisher(scene, 5), 2);
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
