package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.Task;

final class ContextScenarios {
    private ContextScenarios() {}

    private static final LoopLocal<String> VAR = LoopLocal.create();

    static void cx_call_soon(World w) {
        w.main(() -> {
            VAR.set("at registration");
            w.loop().callSoon(() -> {
                w.t(VAR.get());
                VAR.set("by callback");
            });
            VAR.set("later");
            yield_();
            w.t(VAR.get());
        });
    }

    static void cx_explicit(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopContext context = LoopContext.copyOfCurrent();
            context.run(() -> VAR.set("explicit"));
            VAR.set("current");
            loop.callSoon(context.callback(() -> w.t(VAR.get())));
            loop.callLater(World.ms(5), context.callback(() -> w.t(VAR.get())));
            World.sleep(15);
            w.t(VAR.get());
        });
    }

    static void cx_task_copy(World w) {
        w.main(() -> {
            VAR.set("parent");
            Task<Object> a = w.spawn(() -> {
                w.t(VAR.get());
                VAR.set("child");
                yield_();
                w.t(VAR.get());
            });
            VAR.set("parent2");
            await(a);
            w.t(VAR.get());
            World.body(() -> VAR.set("inline")).run();
            w.t(VAR.get());
        });
    }

    static void cx_timer(World w) {
        w.main(() -> {
            VAR.set("armed");
            w.loop().callLater(World.ms(5), () -> w.t(VAR.get()));
            VAR.set("later");
            World.sleep(15);
        });
    }

    static void cx_done_callback(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            VAR.set("adder");
            f.addDoneCallback(done -> w.t(VAR.get()));
            VAR.set("main");
            w.spawn(() -> {
                VAR.set("completer");
                f.setResult(0);
            });
            yield_(2);
            VAR.set("late adder");
            f.addDoneCallback(done -> w.t(VAR.get()));
            VAR.set("x");
            yield_();
        });
    }

    static void cx_threadsafe(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            VAR.set("loop");
            World.start("poster", () -> {
                VAR.set("thread");
                loop.callSoonThreadsafe(() -> {
                    w.t(VAR.get());
                    f.setResult(0);
                });
            });
            await(f);
            w.t(VAR.get());
        });
    }
}
