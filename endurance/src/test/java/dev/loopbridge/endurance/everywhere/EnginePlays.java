package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Foreign.Value;
import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.bridge.InflowSource;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.bridge.LoopScheduling;
import dev.loopbridge.loop.bridge.LoopWorker;
import dev.loopbridge.loop.bridge.ScheduledWork;
import dev.loopbridge.loop.bridge.Upstream;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The bridge engine, without the ecosystems: its verbs, the way in, and scheduling. */
final class EnginePlays {
    private static final LaunchOptions SHORT = LaunchOptions.defaults().grace(Duration.ofMillis(5));

    private EnginePlays() {}

    static List<Play> all() {
        return List.of(
                launch("launch run", scene -> Launch.run(scene.foreign.value(), SHORT)),
                launch("launch run many", scene -> Launch.run(ReactorPlays.three(scene), SHORT)),
                launch(
                        "launch runUntilComplete",
                        scene -> Launch.runUntilComplete(scene.loop, ReactorPlays.three(scene), SHORT)),
                new Play("launch offloaded", EnginePlays::offloaded),
                launch("launch submit", scene -> Launch.submit(scene.loop, scene.foreign.value())),
                launch("launch submit many", scene -> Launch.submit(scene.loop, lasting(scene))),
                launch(
                        "launch fromAsyncIterator",
                        scene -> Launch.<Object>fromAsyncIterator(scene.loop, () -> scene.foreign.iterator(3))),
                launch(
                        "launch fromTask",
                        scene -> Launch.fromTask(
                                scene.loop.submit(scene.foreign.body(() -> CorePlays.wait(scene))), false)),
                launch("launch delay", scene -> Launch.delay(scene.loop, Duration.ofNanos(1))),
                launch("launch late delay", scene -> Launch.delay(scene.loop, Duration.ofHours(1))),
                launch("launch interval", scene -> interval(scene, Duration.ofNanos(100_000))),
                new Play("cancelled launches", EnginePlays::cancelled),
                new Play("launch without demand", EnginePlays::withoutDemand),
                new Play("inflow", EnginePlays::inflow),
                new Play("scheduling", EnginePlays::scheduling));
    }

    private interface Source {
        Launch<?> of(Scene scene);
    }

    private static Play launch(String name, Source source) {
        return new Play(name, scene -> subscribe(scene, name, source.of(scene), 0));
    }

    @SuppressWarnings("unchecked") // a launch only gives its elements out
    private static EngineSubscriber subscribe(Scene scene, String name, Launch<?> launch, int cancelAt) {
        EngineSubscriber subscriber = new EngineSubscriber(scene, name, cancelAt);
        scene.attempt(subscriber.end(), () -> ((Launch<Object>) launch).subscribe(subscriber));
        return subscriber;
    }

    @SuppressWarnings("unchecked") // a launch only gives its elements out
    private static void offloaded(Scene scene) {
        LaunchOptions options = SHORT.offload(scene.foreign.executor(CallOut.OFFLOAD_EXECUTOR));
        for (Launch<?> launch : List.of(
                Launch.runUntilComplete(scene.loop, ReactorPlays.three(scene), options),
                Launch.run(ReactorPlays.three(scene), options))) {
            EngineSubscriber subscriber = new EngineSubscriber(scene, "an offloaded launch", 0).withoutBlocking();
            scene.attempt(subscriber.end(), () -> ((Launch<Object>) launch).subscribe(subscriber));
        }
    }

    private static Generator<Value> lasting(Scene scene) {
        return scene.foreign.generator(out -> {
            for (int i = 0; i < 3; i++) {
                out.emit(CorePlays.wait(scene));
            }
        });
    }

    private static Launch<Long> interval(Scene scene, Duration period) {
        return Launch.interval(scene.loop, period, period, tick -> {
            scene.trap.call(CallOut.OVERFLOW_ERROR);
            return new IllegalStateException("overflow");
        });
    }

    private static void cancelled(Scene scene) {
        subscribe(scene, "cancelled in onNext", Launch.submit(scene.loop, ReactorPlays.three(scene)), 2);
        EngineSubscriber elsewhere = subscribe(scene, "cancelled", Launch.submit(scene.loop, lasting(scene)), 0);
        scene.attempt(elsewhere::cancel);
        subscribe(scene, "a driven one, cancelled in onNext", Launch.run(ReactorPlays.three(scene), SHORT), 2);
    }

    /** An interval that finds no demand, and a last element that nobody wants until the end. */
    private static void withoutDemand(Scene scene) {
        Promise end = scene.foreign.promise("an interval without demand");
        scene.attempt(end, () -> subscribeLazily(interval(scene, Duration.ofNanos(1)), scene, end));
        Promise held = scene.foreign.promise("an element without demand");
        held.excuse(); // held until it is wanted, if its loop closes or not
        scene.attempt(() -> subscribeLazily(Launch.submit(scene.loop, scene.foreign.value()), scene, held));
    }

    @SuppressWarnings("unchecked") // a launch only gives its elements out
    private static void subscribeLazily(Launch<?> launch, Scene scene, Promise end) {
        ((Launch<Object>) launch).subscribe(new LazySubscriber(scene.trap, end));
    }

    private static void inflow(Scene scene) {
        scene.attempt(() ->
                scene.loop.submit(scene.foreign.body(() -> Inflow.awaitFirst(new Feed(scene, 3, /* ends= */ false)))));
        scene.attempt(() ->
                scene.loop.submit(scene.foreign.body(() -> Inflow.awaitOnly(new Feed(scene, 1, /* ends= */ true)))));
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            AsyncIterator<Value> all = Inflow.iterate(new Feed(scene, 5, !scene.lasts()), 2);
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

    private static void scheduling(Scene scene) {
        LoopScheduling scheduling = LoopScheduling.borrowing(scene.loop);
        LoopWorker worker = scheduling.createWorker();
        work(scene, "work at once", work -> worker.schedule(work));
        work(scene, "work at once, too", work -> worker.schedule(work));
        work(scene, "work soon", work -> worker.schedule(work, 1));
        work(
                scene,
                "work late",
                work -> worker.schedule(work, Duration.ofHours(1).toNanos()));
        scene.attempt(() -> worker.schedulePeriodically(
                new TrappedWork(scene, scene.foreign.promise("a period"), /* periodic= */ true), 0, 200_000));
    }

    private interface Acceptance {
        void take(ScheduledWork work);
    }

    private static void work(Scene scene, String what, Acceptance acceptance) {
        Promise promise = scene.foreign.promise(what);
        scene.attempt(promise, () -> acceptance.take(new TrappedWork(scene, promise, /* periodic= */ false)));
    }

    private static final class TrappedWork extends ScheduledWork {
        private final Trap trap;
        private final Promise promise;
        private final boolean periodic;

        TrappedWork(Scene scene, Promise promise, boolean periodic) {
            trap = scene.trap;
            this.promise = promise;
            this.periodic = periodic;
            if (periodic) {
                promise.excuse(); // what throws ends its period untold
            }
        }

        @Override
        protected void perform() {
            if (!periodic) {
                promise.keep();
            }
            trap.call(CallOut.WORK);
        }

        @Override
        protected void abandon(RejectedExecutionException rejected) {
            promise.keep();
            trap.call(CallOut.WORK_ABANDONED);
        }

        @Override
        public String toString() {
            trap.call(CallOut.TO_STRING);
            return "work";
        }
    }

    /** A publisher that floods as much as it may. */
    private static final class Feed implements InflowSource<Value>, Upstream {
        private final Scene scene;
        private final int size;
        private final boolean ends;
        private int sent;
        private @Nullable Inflow<Value> inflow;

        Feed(Scene scene, int size, boolean ends) {
            this.scene = scene;
            this.size = size;
            this.ends = ends;
        }

        @Override
        public void subscribe(Inflow<Value> receiver) {
            scene.trap.call(CallOut.SUBSCRIBE);
            inflow = receiver;
            receiver.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            scene.trap.call(CallOut.REQUEST);
            Inflow<Value> receiver = inflow;
            for (long i = 0; receiver != null && i < n && sent < size; i++) {
                sent++;
                receiver.onNext(scene.foreign.new Value());
            }
            if (receiver != null && sent == size && ends) {
                receiver.onComplete();
                receiver.onError(scene.foreign.new Failure()); // against the rules, for the hooks
            }
        }

        @Override
        public void cancel() {
            scene.trap.call(CallOut.CANCEL);
        }

        @Override
        public void onDiscard(Value item) {
            scene.trap.call(CallOut.DROPPED);
        }

        @Override
        public void onNextDropped(Value item) {
            scene.trap.call(CallOut.DROPPED);
        }

        @Override
        public void onErrorDropped(Throwable error) {
            scene.trap.call(CallOut.DROPPED);
        }

        @Override
        public String toString() {
            scene.trap.call(CallOut.TO_STRING);
            return "feed";
        }
    }
}
