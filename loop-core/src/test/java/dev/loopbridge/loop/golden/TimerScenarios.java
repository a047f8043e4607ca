package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.ms;
import static dev.loopbridge.loop.golden.World.sleep;
import static dev.loopbridge.loop.golden.World.sleepUntil;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.TimerHandle;
import java.util.ArrayList;
import java.util.List;

final class TimerScenarios {
    private TimerScenarios() {}

    private static long after(long base, long millis) {
        return base + ms(millis).toNanos();
    }

    static void tm_deadline_order(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            long n = loop.time();
            loop.callAt(after(n, 30), () -> w.t("30"));
            loop.callAt(after(n, 10), () -> w.t("10"));
            loop.callAt(after(n, 20), () -> w.t("20"));
            sleepUntil(after(n, 40));
            w.t("end");
        });
    }

    static void tm_tie_fifo(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            long when = after(loop.time(), 10);
            loop.callAt(when, () -> {
                w.t("a");
                loop.callSoon(() -> w.t("queued by a"));
            });
            loop.callAt(when, () -> {
                w.t("b");
                loop.callSoon(() -> f.setResult(0));
            });
            await(f);
        });
    }

    static void tm_cancel(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            long n = loop.time();
            Handle a = loop.callAt(after(n, 10), () -> w.t("a"));
            Handle b = loop.callAt(after(n, 12), () -> w.t("b"));
            loop.callAt(after(n, 14), () -> w.t("c"));
            b.cancel();
            sleepUntil(after(n, 20));
            w.t("b.cancelled", b.isCancelled());
            w.t("a.cancelled", a.isCancelled());
        });
    }

    static void tm_when(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            long when = after(loop.time(), 5);
            TimerHandle h = loop.callAt(when, () -> {});
            w.t("exact", h.when() == when);
            long n = loop.time();
            TimerHandle g = loop.callLater(ms(5), () -> {});
            long due = g.when();
            w.t("relative", after(n, 5) <= due && due <= after(loop.time(), 5));
            g.cancel();
            w.t("kept", g.when() == due);
        });
    }

    static void tm_past_deadlines(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            long n = loop.time();
            loop.callLater(ms(-5), () -> w.t("minus5"));
            loop.callAt(after(n, -20), () -> w.t("past20"));
            loop.callAt(after(n, -10), () -> w.t("past10"));
            w.t("main");
            yield_(2);
            w.t("end");
        });
    }

    static void tm_mass_cancel(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            List<Integer> records = new ArrayList<>();
            List<Handle> handles = new ArrayList<>();
            long base = after(loop.time(), 5);
            for (int i = 0; i < 200; i++) {
                int record = i;
                handles.add(loop.callAt(base + i * 50_000L, () -> records.add(record)));
            }
            for (int i = 0; i < 200; i++) {
                if (i % 4 != 0) {
                    handles.get(i).cancel();
                }
            }
            sleep(40);
            w.t("n", records.size());
            w.t("ascending", records.equals(records.stream().sorted().toList()));
            w.t("sum", records.stream().mapToInt(i -> i).sum());
        });
    }

    static void tm_nested(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            loop.callLater(ms(5), () -> {
                w.t("a");
                loop.callLater(ms(5), () -> {
                    w.t("b");
                    TimerHandle h = loop.callLater(ms(5), () -> {
                        w.t("c");
                        f.setResult(0);
                    });
                    w.t("later", h.when() >= after(loop.time(), 4));
                });
            });
            await(f);
            w.t("end");
        });
    }

    static void tm_insert_earlier(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            LoopFuture<Integer> f = loop.createFuture();
            Handle late = loop.callLater(ms(60_000), () -> w.t("late"));
            loop.callLater(ms(5), () -> {
                w.t("early");
                loop.callLater(ms(5), () -> {
                    w.t("inserted");
                    f.setResult(0);
                });
            });
            await(f);
            late.cancel();
            w.t("end");
        });
    }

    static void tm_cancel_own(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            Handle[] h = {null};
            h[0] = loop.callLater(ms(5), () -> {
                w.t("fire");
                h[0].cancel();
                w.t("cancelled", h[0].isCancelled());
            });
            sleep(15);
            w.attemptTo("again", h[0]::cancel);
            loop.callLater(ms(5), () -> w.t("next"));
            sleep(15);
        });
    }

    static void tm_throwing_timer(World w) {
        EventLoop loop = w.loop();
        w.handler((on, context) -> w.t("handler " + Trace.render(context.exception())));
        w.main(() -> {
            long n = loop.time();
            loop.callAt(after(n, 5), () -> {
                throw new Boom("t");
            });
            loop.callAt(after(n, 10), () -> w.t("next"));
            sleepUntil(after(n, 15));
        });
    }
}
