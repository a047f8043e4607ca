package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.ms;
import static dev.loopbridge.loop.golden.World.sleep;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.LoopEvent;
import dev.loopbridge.loop.concurrent.LoopLock;
import java.util.ArrayList;
import java.util.List;

final class SchedulingScenarios {
    private SchedulingScenarios() {}

    static void sc_fifo(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            loop.callSoon(() -> w.t("1"));
            loop.callSoon(() -> w.t("2"));
            loop.callSoon(() -> w.t("3"));
            w.t("0");
            yield_();
            w.t("4");
        });
    }

    static void sc_snapshot_interleaves(World w) {
        w.main(() -> {
            chain(w, "a", 1);
            chain(w, "b", 1);
            yield_(4);
        });
    }

    private static void chain(World w, String name, int n) {
        w.loop().callSoon(() -> {
            w.t(name + n);
            if (n < 3) {
                chain(w, name, n + 1);
            }
        });
    }

    static void sc_cancel_in_snapshot(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            Handle[] b = {null};
            Handle a = loop.callSoon(() -> {
                w.t("A");
                b[0].cancel();
            });
            b[0] = loop.callSoon(() -> w.t("B"));
            loop.callSoon(() -> w.t("C"));
            yield_(2);
            w.t("hB.cancelled", b[0].isCancelled());
            w.t("hA.cancelled", a.isCancelled());
        });
    }

    static void sc_cancel_after_run(World w) {
        w.main(() -> {
            Handle handle = w.loop().callSoon(() -> w.t("ran"));
            yield_();
            w.t("cancelled", handle.isCancelled());
            w.attemptTo("cancel", handle::cancel);
            w.attemptTo("cancel", handle::cancel);
            w.t("cancelled", handle.isCancelled());
        });
    }

    static void sc_task_start_order(World w) {
        w.main(() -> {
            w.spawn(() -> w.t("task1"));
            w.loop().callSoon(() -> w.t("soon"));
            w.spawn(() -> w.t("task2"));
            w.t("main");
            yield_();
        });
    }

    static void sc_round_robin(World w) {
        w.main(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("A", "B", "C")) {
                tasks.add(w.spawn(() -> {
                    for (int i = 1; i <= 3; i++) {
                        w.t(name + i);
                        yield_();
                    }
                }));
            }
            for (Task<?> task : tasks) {
                await(task);
            }
        });
    }

    static void sc_future_callbacks_position(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            f.addDoneCallback(done -> w.t("f1"));
            f.addDoneCallback(done -> w.t("f2"));
            loop.callSoon(() -> {
                loop.callSoon(() -> w.t("before"));
                f.setResult(0);
                loop.callSoon(() -> w.t("after"));
                w.t("set");
            });
            yield_(3);
        });
    }

    static void sc_exception_does_not_stop_iteration(World w) {
        EventLoop loop = w.loop();
        w.handler((on, context) -> w.t("handler " + Trace.render(context.exception())));
        w.main(() -> {
            loop.callSoon(() -> w.t("1"));
            loop.callSoon(() -> {
                throw new Boom("x");
            });
            loop.callSoon(() -> w.t("2"));
            yield_();
            w.t("3");
        });
    }

    static void sc_no_starvation(World w) {
        w.onTheRealClock(); // the other one passes only when nothing is ready
        EventLoop loop = w.loop();
        w.main(() -> {
            int[] n = {0};
            spin(loop, n);
            loop.callLater(ms(10), () -> w.t("timer"));
            sleep(20);
            w.t("main");
            w.t("spun", n[0] > 0);
        });
    }

    private static void spin(EventLoop loop, int[] n) {
        loop.callSoon(() -> {
            n[0]++;
            spin(loop, n);
        });
    }

    static void sc_iteration_cost_basic(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            int[] at = w.iter();
            LoopFuture<Integer> done = loop.createFuture();
            done.setResult(1);
            LoopEvent event = new LoopEvent();
            event.set();
            w.t("start@" + at[0]);
            World.body(() -> {}).run();
            w.t("inline@" + at[0]);
            await(done);
            w.t("done@" + at[0]);
            new LoopLock().acquire();
            w.t("lock@" + at[0]);
            event.await();
            w.t("event@" + at[0]);
            yield_();
            w.t("yield@" + at[0]);
            LoopFuture<Integer> future = loop.createFuture();
            loop.callSoon(() -> future.setResult(1));
            await(future);
            w.t("future@" + at[0]);
            await(w.spawn(() -> {}));
            w.t("task@" + at[0]);
            loop.stop();
        });
    }
}
