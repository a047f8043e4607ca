package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.yield_;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

final class FutureScenarios {
    private FutureScenarios() {}

    private static void traceState(World w, LoopFuture<?> f) {
        w.t("done", f.isDone());
        w.t("cancelled", f.isCancelled());
    }

    static void fu_pending(World w) {
        LoopFuture<Integer> f = w.loop().createFuture();
        traceState(w, f);
        w.attempt("result", f::result);
        w.attempt("exception", f::exception);
    }

    static void fu_set_once(World w) {
        LoopFuture<Integer> f = w.loop().createFuture();
        f.setResult(1);
        w.attemptTo("setResult", () -> f.setResult(2));
        w.attemptTo("setException", () -> f.setException(new Boom("x")));
        w.attempt("cancel", f::cancel);
        w.attempt("result", f::result);
        w.attempt("exception", f::exception);
    }

    static void fu_exception(World w) {
        LoopFuture<Integer> f = w.loop().createFuture();
        Boom error = new Boom("x");
        f.setException(error);
        traceState(w, f);
        w.attempt("exception", f::exception);
        w.attempt("result", f::result);
        w.t("same", catchThrowable(f::result) == error);
    }

    static void fu_cancel(World w) {
        LoopFuture<Integer> f = w.loop().createFuture();
        w.attempt("cancel", f::cancel);
        w.attempt("cancel", f::cancel);
        traceState(w, f);
        w.attempt("result", f::result);
        w.attempt("exception", f::exception);
        w.attemptTo("setResult", () -> f.setResult(1));
    }

    static void fu_cancel_message(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            f.cancel("because");
            w.attempt("result", f::result);
            w.attempt("await", () -> await(f));
        });
    }

    static void fu_callbacks_order(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            f.addDoneCallback(x -> w.t("cb1 " + x.result()));
            f.addDoneCallback(x -> w.t("cb2 " + (x == f)));
            f.setResult(5);
            w.t("after set");
            yield_();
            w.t("end");
        });
    }

    static void fu_callback_on_done(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            f.setResult(1);
            f.addDoneCallback(x -> w.t("cb"));
            w.t("added");
            yield_();
            w.t("end");
        });
    }

    static void fu_remove_callback(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            Consumer<LoopFuture<Integer>> c = x -> w.t("c");
            Consumer<LoopFuture<Integer>> d = x -> w.t("d");
            LoopFuture<Integer> f = loop.createFuture();
            f.addDoneCallback(c);
            f.addDoneCallback(d);
            f.addDoneCallback(c);
            w.attempt("remove", () -> f.removeDoneCallback(c));
            w.attempt("remove", () -> f.removeDoneCallback(c));
            LoopFuture<Integer> g = loop.createFuture();
            g.addDoneCallback(d);
            g.addDoneCallback(d);
            f.setResult(0);
            g.setResult(0);
            yield_();
        });
    }

    static void fu_throwing_callback(World w) {
        w.handler((on, context) -> w.t("handler " + Trace.render(context.exception())));
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            f.addDoneCallback(x -> w.t("1"));
            f.addDoneCallback(x -> {
                throw new Boom("cb");
            });
            f.addDoneCallback(x -> w.t("2"));
            f.setResult(9);
            yield_();
            w.attempt("result", f::result);
        });
    }

    static void fu_many_waiters(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            for (String name : List.of("a", "b", "c")) {
                w.spawn(() -> w.t(name, await(f)));
            }
            yield_();
            f.setResult(3);
            w.t("set");
            yield_();
            w.t("end");
        });
    }

    static void fu_await_done_no_switch(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            w.spawn(() -> w.t("other"));
            LoopFuture<Integer> f = loop.createFuture();
            f.setResult(1);
            LoopFuture<Integer> g = loop.createFuture();
            g.setException(new Boom("g"));
            w.t("before");
            w.t("got " + await(f));
            w.attempt("await", () -> await(g));
            w.t("no switch");
            yield_();
        });
    }

    static void fu_race_result_cancel(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            LoopFuture<Integer> g = loop.createFuture();
            loop.callSoon(() -> {
                f.setResult(1);
                w.attempt("f.cancel", f::cancel);
            });
            loop.callSoon(() -> {
                g.cancel();
                w.attemptTo("g.setResult", () -> g.setResult(1));
            });
            w.attempt("f", () -> await(f));
            w.attempt("g", () -> await(g));
        });
    }

    static void fu_same_exception_instance(World w) {
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            List<Throwable> kept = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                w.spawn(() -> kept.add(catchThrowable(() -> await(f))));
            }
            yield_();
            f.setException(new Boom("s"));
            yield_();
            w.t("n", kept.size());
            w.t("same", kept.get(0) == kept.get(1));
        });
    }

    static void fu_ensure_future(World w) {
        Coroutine<Integer> body = () -> {
            w.t("body");
            return 4;
        };
        w.main(() -> {
            LoopFuture<Integer> f = w.loop().createFuture();
            Task<Integer> a = w.loop().createTask(body);
            w.t("sameFuture", Tasks.ensureFuture(f) == f);
            w.t("sameTask", Tasks.ensureFuture(a) == a);
            await(a);
            LoopFuture<Integer> c = Tasks.ensureFuture(body);
            w.t("c.done", c.isDone());
            w.attempt("await", () -> await(c));
        });
    }
}
