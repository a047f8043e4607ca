package dev.loopbridge.endurance.everywhere;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.endurance.everywhere.Foreign.Value;
import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopPolicy;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.LoopCondition;
import dev.loopbridge.loop.concurrent.LoopQueue;
import dev.loopbridge.loop.concurrent.TaskGroup;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The loop's own API. */
final class CorePlays {
    private CorePlays() {}

    static List<Play> all() {
        return List.of(
                new Play("callbacks", CorePlays::callbacks),
                new Play("tasks", CorePlays::tasks),
                new Play("combinators", CorePlays::combinators),
                new Play("futures", CorePlays::futures),
                new Play("stages", CorePlays::stages),
                new Play("executors", CorePlays::executors),
                new Play("scopes", CorePlays::scopes),
                new Play("generators", CorePlays::generators),
                new Play("listeners", CorePlays::listeners),
                new Play("primitives", CorePlays::primitives),
                new Play("runners", CorePlays::runners));
    }

    private static void callbacks(Scene scene) {
        EventLoop loop = scene.loop;
        accepted(scene, "execute", callback -> loop.execute(callback));
        accepted(scene, "callSoon", callback -> loop.callSoon(callback));
        accepted(scene, "callSoonThreadsafe", callback -> loop.callSoonThreadsafe(callback));
        accepted(scene, "callLater soon", callback -> loop.callLater(Duration.ofNanos(1), callback));
        accepted(scene, "callLater late", callback -> loop.callLater(Duration.ofHours(1), callback));
        scene.attempt(() -> loop.execute(scene.foreign.failingCallback()));
        scene.attempt(() -> loop.callSoonThreadsafe(scene.foreign.callback()).cancel());
        scene.attempt(() -> loop.callLater(Duration.ofMillis(1), scene.foreign.failingCallback()));
    }

    private interface Acceptance {
        void take(Runnable callback);
    }

    private static void accepted(Scene scene, String how, Acceptance acceptance) {
        Promise promise = scene.foreign.promise(how);
        scene.attempt(promise, () -> acceptance.take(scene.foreign.callback(promise)));
    }

    /** A body that ends, or waits for as long as the phase wants. */
    static Value wait(Scene scene) {
        Tasks.yieldNow();
        if (scene.lasts()) {
            try {
                await(EventLoops.getRunningLoop().createFuture());
            } finally {
                scene.trap.call(CallOut.BODY);
            }
        }
        return scene.foreign.new Value();
    }

    static @Nullable Task<Value> task(Scene scene, String what) {
        Promise promise = scene.foreign.promise(what);
        @SuppressWarnings({"unchecked", "rawtypes"}) // one element, written once
        Task<Value>[] made = new Task[1];
        scene.attempt(promise, () -> {
            made[0] = scene.loop.submit(scene.foreign.body(() -> wait(scene)));
            scene.attempt(() -> made[0].addDoneCallback(scene.foreign.doneCallback(/* fails= */ true)));
            made[0].toCompletableFuture().whenComplete(scene.foreign.dependent(promise));
        });
        return made[0];
    }

    private static void tasks(Scene scene) {
        task(scene, "a task");
        Task<Value> cancelled = task(scene, "a cancelled task");
        if (cancelled != null) {
            scene.attempt(() -> cancelled.cancel());
        }
        scene.attempt(() -> scene.loop.submit(scene.foreign.failing()));
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            try {
                return CorePlays.wait(scene);
            } finally {
                await(Tasks.sleep(Duration.ofMillis(1)));
            }
        })));
    }

    private static void combinators(Scene scene) {
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            EventLoops.getRunningLoop().createTask(scene.foreign.failing());
            await(Tasks.gatherReturnExceptions(scene.foreign.failing(), scene.foreign.body(() -> wait(scene))));
            try {
                await(Tasks.gather(scene.foreign.value(), scene.foreign.failing()));
            } catch (RuntimeException expected) {
                // the child's
            }
            return await(Tasks.shield(scene.foreign.body(() -> wait(scene))));
        })));
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            TaskGroup group = new TaskGroup();
            return group.run(() -> {
                group.createTask(scene.foreign.body(() -> wait(scene)));
                return group.createTask(scene.foreign.failing());
            });
        })));
        scene.attempt(() -> scene.loop.submit(
                scene.foreign.body(() -> Tasks.waitFor(scene.foreign.body(() -> wait(scene)), Duration.ofMillis(1)))));
        scene.attempt(() -> scene.loop.submit(
                scene.foreign.body(() -> await(Tasks.createEagerTask(scene.foreign.body(() -> wait(scene)))))));
    }

    private static void futures(Scene scene) {
        LoopFuture<Value> future = scene.loop.createFuture();
        Promise promise = scene.foreign.promise("a future's copy");
        scene.attempt(promise, () -> future.toCompletableFuture().whenComplete(scene.foreign.dependent(promise)));
        var taken = scene.foreign.<Value>doneCallback(/* fails= */ false);
        scene.attempt(() -> scene.loop.execute(() -> {
            future.addDoneCallback(taken);
            future.addDoneCallback(scene.foreign.doneCallback(/* fails= */ true));
            future.addDoneCallback(scene.foreign.doneCallback(/* fails= */ false));
            future.removeDoneCallback(taken);
            if (!scene.lasts()) {
                future.setResult(scene.foreign.new Value());
            }
        }));
        LoopFuture<Value> failed = scene.loop.createFuture();
        scene.attempt(() -> scene.loop.execute(() -> failed.setException(scene.foreign.new Failure())));
    }

    private static void stages(Scene scene) {
        CompletableFuture<Value> stage = scene.foreign.stage();
        Promise promise = scene.foreign.promise("a wrapped stage");
        scene.attempt(
                promise,
                () -> LoopFuture.wrap(scene.loop, stage)
                        .toCompletableFuture()
                        .whenComplete(scene.foreign.dependent(promise)));
        if (!scene.lasts()) {
            scene.attempt(() -> stage.complete(scene.foreign.new Value()));
        }
        scene.attempt(() -> LoopFuture.wrap(scene.loop, scene.foreign.stage()).cancel());
        scene.attempt(() ->
                scene.loop.submit(scene.foreign.body(() -> await(LoopFuture.wrap(scene.loop, scene.foreign.stage())))));
    }

    private static void executors(Scene scene) {
        for (int i = 0; i < 2; i++) {
            Promise promise = scene.foreign.promise("a call in the default executor");
            scene.attempt(
                    promise,
                    () -> Tasks.inExecutor(scene.loop, null, scene.foreign::poolCall)
                            .toCompletableFuture()
                            .whenComplete(scene.foreign.dependent(promise)));
        }
        scene.attempt(
                () -> scene.loop.submit(scene.foreign.body(() -> await(Tasks.toThread(scene.foreign::poolCall)))));
    }

    private static void scopes(Scene scene) {
        LoopContext context = LoopContext.copyOfCurrent().within(scene.foreign.scope());
        accepted(scene, "a callback in a scope", callback -> scene.loop.execute(context.callback(callback)));
        accepted(
                scene,
                "a timer in a scope",
                callback -> scene.loop.callLater(Duration.ofMillis(1), context.callback(callback)));
        Promise promise = scene.foreign.promise("a task in a scope");
        scene.attempt(
                promise,
                () -> scene.loop
                        .submit(context.body(scene.foreign.body(() -> {
                            EventLoops.getRunningLoop().callSoon(scene.foreign.failingCallback());
                            return wait(scene);
                        })))
                        .toCompletableFuture()
                        .whenComplete(scene.foreign.dependent(promise)));
        scene.attempt(() -> context.run(scene.foreign.callback()));
    }

    private static void generators(Scene scene) {
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            AsyncIterator<Value> left = AsyncIterator.of(scene.foreign.generator(out -> {
                try {
                    out.emit(scene.foreign.new Value());
                    out.emit(scene.foreign.new Value());
                } finally {
                    scene.trap.call(CallOut.BODY);
                }
            }));
            left.next();
            scene.foreign.iterator(2).forEach(item -> scene.trap.call(CallOut.FOR_EACH));
            return wait(scene);
        })));
    }

    private static void listeners(Scene scene) {
        for (int i = 0; i < 3; i++) {
            Promise promise = scene.foreign.promise("close listener " + i);
            boolean fails = i == 1;
            scene.attempt(promise, () -> scene.loop.onClose(scene.foreign.listener(promise, fails)));
        }
        scene.attempt(() -> scene.loop.submit(scene.foreign.failing()));
    }

    private static void primitives(Scene scene) {
        scene.attempt(() -> scene.loop.submit(scene.foreign.body(() -> {
            LoopQueue<Value> queue = LoopQueue.priority(10, (one, other) -> {
                scene.trap.call(CallOut.COMPARATOR);
                return 0;
            });
            for (int i = 0; i < 3; i++) {
                queue.putNow(scene.foreign.new Value());
            }
            LoopCondition condition = new LoopCondition();
            return condition.with(() -> {
                condition.awaitUntil(() -> {
                    scene.trap.call(CallOut.CONDITION);
                    return true;
                });
                return queue.get();
            });
        })));
    }

    /** Loops that are made on the way, each on the thread that is here. */
    private static void runners(Scene scene) {
        scene.attempt(() -> EventLoops.run(scene.foreign.value()));
        scene.attempt(() -> EventLoops.run(scene.foreign.failing()));
        scene.attempt(() -> EventLoops.run(scene.foreign.value(), () -> {
            scene.trap.call(CallOut.LOOP_FACTORY);
            return EventLoop.create();
        }));
        EventLoopPolicy before = EventLoops.getEventLoopPolicy();
        EventLoops.setEventLoopPolicy(() -> {
            scene.trap.call(CallOut.POLICY);
            return EventLoop.create();
        });
        try {
            scene.attempt(() -> EventLoops.run(() -> {
                EventLoops.getRunningLoop().createTask(scene.foreign.failing());
                return scene.foreign.new Value();
            }));
            scene.attempt(() -> EventLoops.newEventLoop().close());
        } finally {
            EventLoops.setEventLoopPolicy(before);
        }
    }
}
