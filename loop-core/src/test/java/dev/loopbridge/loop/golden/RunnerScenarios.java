package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.golden.World.park;
import static dev.loopbridge.loop.golden.World.sleep;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.Runner;
import dev.loopbridge.loop.Task;

final class RunnerScenarios {
    private RunnerScenarios() {}

    static void rn_basic(World w) {
        EventLoop[] loops = {null, null};
        w.attempt(
                "run",
                () -> EventLoops.run(() -> {
                    loops[0] = EventLoops.getRunningLoop();
                    return 1;
                }));
        w.t("closed", loops[0].isClosed());
        w.attempt("getEventLoop", EventLoops::getEventLoop);
        w.attempt(
                "run",
                () -> EventLoops.run(() -> {
                    loops[1] = EventLoops.getRunningLoop();
                    throw new Boom("x");
                }));
        w.t("distinct=" + (loops[0] != loops[1]) + " closed=" + loops[1].isClosed());
    }

    static void rn_nested(World w) {
        EventLoops.run(World.body(() -> {
            w.attempt("run", () -> EventLoops.run(() -> 1));
            w.attempt("runner", () -> new Runner().run(() -> 1));
            yield_();
            w.t("main continues");
        }));
    }

    static void rn_leftover_tasks(World w) {
        EventLoops.run(World.body(() -> {
            spawn(() -> {
                try {
                    park();
                } finally {
                    w.t("cleanup");
                    sleep(5);
                    w.t("cleaned");
                }
            });
            yield_();
            w.t("main ends");
        }));
        w.t("run returned");
    }

    /** On the loop that runs, which is not the world's. */
    private static Task<Object> spawn(Script body) {
        return EventLoops.getRunningLoop().createTask(World.body(body));
    }

    static void rn_leftover_swallow(World w) {
        w.handler((on, context) -> w.t("reported"));
        Task<?>[] x = {null};
        EventLoops.run(World.body(() -> {
            spawn(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    w.t("swallowed");
                    yield_();
                    w.t("end of swallower");
                }
            });
            yield_();
            x[0] = spawn(() -> {
                w.t("x starts");
                park();
            });
            w.t("main ends");
        }));
        w.t("x.cancelled", x[0].isCancelled());
    }

    static void rn_leftover_error(World w) {
        w.handler((on, context) ->
                w.t(ExceptionHandlerScenarios.keys(context) + " " + Trace.pythonic(context.message())));
        w.attempt(
                "run",
                () -> EventLoops.run(() -> {
                    spawn(() -> {
                        try {
                            park();
                        } finally {
                            Boom.raise("cleanup");
                        }
                    });
                    yield_();
                    return "main";
                }));
    }

    /** Where nothing but a body compiles, null is what is left to be refused. */
    static void rn_lazy_and_arguments(World w) {
        Runner unused = new Runner(() -> {
            w.t("factory");
            return w.newLoop();
        });
        w.attemptTo("close", unused::close);
        try (Runner runner = new Runner()) {
            w.attempt("run", () -> runner.run(null));
            w.attempt("run", () -> runner.run(() -> "ok"));
        }
    }

    private static final LoopLocal<String> VAR = LoopLocal.create();

    static void rn_runner_reuse(World w) {
        Runner runner = new Runner();
        EventLoop[] loop = {null};
        w.attempt(
                "run",
                () -> runner.run(() -> {
                    VAR.set("kept");
                    loop[0] = EventLoops.getRunningLoop();
                    return 1;
                }));
        w.attempt("run", () -> runner.run(() -> VAR.get() + " " + (EventLoops.getRunningLoop() == loop[0])));
        w.t("getLoop", runner.getLoop() == loop[0]);
        runner.close();
        w.t("closed", loop[0].isClosed());
        w.attempt("run", () -> runner.run(() -> 1));
        w.attempt("getLoop", runner::getLoop);
        w.attemptTo("close", runner::close);
    }

    static void rn_debug_flag(World w) {
        for (boolean debug : new boolean[] {true, false}) {
            EventLoops.run(
                    World.body(
                            () -> w.t(String.valueOf(EventLoops.getRunningLoop().isDebug()))),
                    () -> w.newLoop(EventLoop.builder().debug(debug)));
        }
    }

    static void nw_run_loop_factory(World w) {
        EventLoop[] made = {null};
        w.attempt(
                "run",
                () -> EventLoops.run(() -> EventLoops.getRunningLoop() == made[0], () -> {
                    w.t("factory");
                    made[0] = w.newLoop();
                    return made[0];
                }));
        w.t("closed", made[0].isClosed());
    }
}
