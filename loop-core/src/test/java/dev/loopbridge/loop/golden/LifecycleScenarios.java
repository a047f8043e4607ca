package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.ms;
import static dev.loopbridge.loop.golden.World.sleep;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class LifecycleScenarios {
    private LifecycleScenarios() {}

    static void lc_state_flags(World w) {
        EventLoop loop = w.newLoop();
        w.t(flags(loop));
        loop.callSoon(() -> {
            w.t(flags(loop));
            loop.stop();
        });
        loop.runForever();
        w.t(flags(loop));
        loop.close();
        w.t(flags(loop));
    }

    private static String flags(EventLoop loop) {
        return "running=" + loop.isRunning() + " closed=" + loop.isClosed();
    }

    static void lc_reuse_closed_current_loop(World w) {
        EventLoop first = w.newLoop();
        EventLoops.setEventLoop(first);
        w.attempt("first", () -> EventLoops.getEventLoop().runUntilComplete(() -> "one"));
        EventLoops.getEventLoop().close();
        w.t("same", EventLoops.getEventLoop() == first);
        w.attempt("again", () -> EventLoops.getEventLoop().runUntilComplete(() -> "two"));
        EventLoops.setEventLoop(w.newLoop());
        w.attempt("fresh", () -> EventLoops.getEventLoop().runUntilComplete(() -> "three"));
    }

    static void lc_close_twice(World w) {
        EventLoop loop = w.newLoop();
        w.attemptTo("close1", loop::close);
        w.attemptTo("close2", loop::close);
        w.t("isClosed", loop.isClosed());
    }

    static void lc_close_while_running(World w) {
        EventLoop loop = w.newLoop();
        loop.callSoon(() -> w.attemptTo("close", loop::close));
        loop.callSoon(() -> {
            w.t("still alive");
            loop.stop();
        });
        loop.runForever();
        w.attemptTo("close", loop::close);
    }

    static void lc_run_while_running(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            w.attemptTo("forever", loop::runForever);
            w.attempt("complete", () -> loop.runUntilComplete(loop.createFuture()));
            yield_();
            w.t("main continues");
        });
    }

    static void lc_run_other_loop_while_running(World w) {
        EventLoop other = w.newLoop();
        w.main(() -> {
            w.attempt("other", () -> other.runUntilComplete(other.createFuture()));
            w.t("L2.isRunning", other.isRunning());
        });
        w.attempt("later", () -> other.runUntilComplete(() -> "ok"));
    }

    static void lc_stop_before_run(World w) {
        EventLoop loop = w.newLoop();
        loop.callSoon(() -> {
            w.t("A");
            loop.callSoon(() -> w.t("B"));
        });
        loop.stop();
        loop.runForever();
        w.t("returned 1");
        loop.callSoon(loop::stop);
        loop.runForever();
        w.t("returned 2");
    }

    static void lc_stop_finishes_iteration(World w) {
        EventLoop loop = w.newLoop();
        loop.callSoon(() -> {
            w.t("A");
            loop.callSoon(() -> w.t("A2"));
        });
        loop.callSoon(() -> {
            w.t("stop");
            loop.stop();
        });
        loop.callSoon(() -> {
            w.t("B");
            loop.callSoon(() -> w.t("B2"));
        });
        loop.runForever();
        w.t("returned");
        loop.callSoon(loop::stop);
        loop.runForever();
        w.t("end");
    }

    static void lc_stop_inside_run_until_complete(World w) {
        EventLoop loop = w.newLoop();
        Task<Integer> a = loop.createTask(() -> {
            w.t("A1");
            sleep(10);
            w.t("A2");
            return 7;
        });
        loop.callSoon(loop::stop);
        w.attempt("run1", () -> loop.runUntilComplete(a));
        w.t("a.done", a.isDone());
        w.attempt("run2", () -> loop.runUntilComplete(a));
        w.t("a.done", a.isDone());
    }

    static void lc_run_repeatedly(World w) {
        Task<Object> b = w.spawn(() -> {
            for (int i = 1; i <= 3; i++) {
                w.t("bg" + i);
                yield_();
            }
        });
        w.main(() -> w.t("m1"));
        w.t("between");
        w.main(() -> {
            w.t("m2");
            await(b);
        });
        w.t("b.done", b.isDone());
    }

    static void lc_close_drops_pending(World w) {
        EventLoop loop = w.newLoop();
        Handle soon = loop.callSoon(() -> w.t("never"));
        Handle later = loop.callLater(ms(1), () -> w.t("never"));
        loop.close();
        w.t("h1.cancelled", soon.isCancelled());
        w.t("h2.cancelled", later.isCancelled());
        w.attemptTo("cancel", later::cancel);
        w.t("h2.cancelled", later.isCancelled());
    }

    static void lc_get_running_loop(World w) {
        EventLoop loop = w.loop();
        w.attempt("outside", () -> EventLoops.getRunningLoop() == loop);
        loop.callSoon(() -> w.t("inCallback", EventLoops.getRunningLoop() == loop));
        w.main(() -> {
            yield_();
            w.t("inTask", EventLoops.getRunningLoop() == loop);
        });
        w.attempt("after", () -> EventLoops.getRunningLoop() == loop);
    }

    static void lc_get_event_loop_prefers_running(World w) {
        EventLoop first = w.newLoop(EventLoop.builder().name("L1"));
        EventLoop third = w.newLoop(EventLoop.builder().name("L3"));
        EventLoops.setEventLoop(w.newLoop(EventLoop.builder().name("L2")));
        first.runUntilComplete(World.body(() -> {
            w.t("inside", EventLoops.getEventLoop().name());
            EventLoops.setEventLoop(third);
            w.t("stillInside", EventLoops.getEventLoop().name());
        }));
        w.t("outside", EventLoops.getEventLoop().name());
    }

    static void lc_current_loop_is_per_thread(World w) throws Exception {
        EventLoop mine = w.newLoop();
        EventLoop other = w.newLoop();
        EventLoops.setEventLoop(mine);
        World.inThread("worker-1", () -> {
            w.attempt("none", EventLoops::getEventLoop);
            EventLoops.setEventLoop(other);
            w.t("own", EventLoops.getEventLoop() == other);
        });
        w.t("main", EventLoops.getEventLoop() == mine);
    }

    static void lc_set_event_loop_none(World w) {
        EventLoop loop = w.loop();
        EventLoops.setEventLoop(loop);
        w.t("set", EventLoops.getEventLoop() == loop);
        EventLoops.setEventLoop(null);
        w.attempt("unset", EventLoops::getEventLoop);
        w.main(() -> w.t("running", EventLoops.getEventLoop() == loop));
    }

    static void lc_policy_factory(World w) {
        EventLoops.setEventLoopPolicy(() -> {
            w.t("factory");
            return w.newLoop();
        });
        EventLoop a = EventLoops.newEventLoop();
        EventLoop b = EventLoops.newEventLoop();
        w.t("distinct", a != b);
        EventLoops.setEventLoop(a);
        w.t("current", EventLoops.getEventLoop() == a);
        EventLoops.setEventLoopPolicy(null);
        try (EventLoop c = EventLoops.newEventLoop()) {
            w.t("isLoop", !c.isClosed());
        }
    }

    static void lc_run_foreign_future(World w) {
        EventLoop mine = w.newLoop();
        LoopFuture<Object> foreign = w.newLoop().createFuture();
        w.attempt("run", () -> mine.runUntilComplete(foreign));
    }

    static void lc_run_again_after_error(World w) {
        w.attemptTo(
                "run1",
                () -> w.main(() -> {
                    yield_();
                    throw new Boom("x");
                }));
        w.attempt(
                "run2",
                () -> w.loop().runUntilComplete(() -> {
                    yield_(3);
                    return "fine";
                }));
    }

    static void lc_stop_is_consumed(World w) {
        EventLoop loop = w.newLoop();
        loop.callSoon(loop::stop);
        loop.callSoon(loop::stop);
        loop.runForever();
        w.t("first");
        loop.callSoon(() -> {
            w.t("a");
            loop.callSoon(() -> {
                w.t("b");
                loop.callSoon(() -> {
                    w.t("c");
                    loop.stop();
                });
            });
        });
        loop.runForever();
        w.t("second");
    }

    static void lc_closed_entry_points(World w) {
        EventLoop loop = w.newLoop();
        loop.close();
        w.attempt("callSoon", () -> loop.callSoon(() -> {}));
        w.attempt("callLater", () -> loop.callLater(World.ms(0), () -> {}));
        w.attempt("callAt", () -> loop.callAt(0, () -> {}));
        w.attempt("callSoonThreadsafe", () -> loop.callSoonThreadsafe(() -> {}));
        w.attempt("runInExecutor", () -> Tasks.inExecutor(loop, Runnable::run, () -> 1));
        w.attempt("createTask", () -> loop.createTask(() -> 1));
        w.attemptTo("runForever", loop::runForever);
        w.attempt("runUntilComplete", () -> loop.runUntilComplete(loop.createFuture()));
        w.t("createFuture.done", loop.createFuture().isDone());
        w.attemptTo("stop", loop::stop);
        w.attempt("isClosed", loop::isClosed);
        w.attempt("isRunning", loop::isRunning);
    }

    static void lc_executor_after_shutdown(World w) throws Exception {
        EventLoop loop = w.loop();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            w.main(() -> {
                w.attempt("before", () -> await(Tasks.inExecutor(() -> 1)));
                await(Tasks.shutdownDefaultExecutor());
                w.attempt("default", () -> Tasks.inExecutor(() -> 2));
                w.attempt("explicit", () -> await(Tasks.inExecutor(pool, () -> 3)));
            });
            loop.close();
            w.attempt("closed", () -> Tasks.inExecutor(loop, pool, () -> 4));
        } finally {
            pool.shutdown();
        }
    }
}
