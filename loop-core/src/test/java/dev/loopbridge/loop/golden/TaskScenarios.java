package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.park;
import static dev.loopbridge.loop.golden.World.sleep;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;

final class TaskScenarios {
    private TaskScenarios() {}

    static void tk_basic(World w) {
        w.main(() -> {
            Task<Integer> a = w.loop().createTask(() -> {
                w.t("body");
                return 5;
            });
            w.t("done", a.isDone());
            w.t("created");
            yield_();
            w.t("done", a.isDone());
            w.attempt("result", a::result);
            w.attempt("await", () -> await(a));
        });
    }

    static void tk_exception(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                throw new Boom("x");
            });
            w.attempt("await", () -> await(a));
            w.attempt("await", () -> await(a));
            w.attempt("exception", a::exception);
            w.t("cancelled", a.isCancelled());
        });
    }

    static void tk_cancel_before_start(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> w.t("never"));
            w.attempt("cancel", a::cancel);
            w.t("cancelled", a.isCancelled());
            w.t("cancelling", a.cancelling());
            yield_();
            w.t("cancelled", a.isCancelled());
            w.attempt("result", a::result);
            w.attempt("cancel", a::cancel);
        });
    }

    static void tk_cancel_suspended(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    w.t("A1");
                    park();
                    w.t("never");
                } catch (CancelledError e) {
                    w.t("caught");
                    throw e;
                } finally {
                    w.t("finally");
                }
            });
            yield_();
            w.attempt("cancel", a::cancel);
            w.t("done", a.isDone());
            w.attempt("await", () -> await(a));
            w.t("cancelled", a.isCancelled());
        });
    }

    static void tk_swallow_cancel(World w) {
        w.main(() -> {
            Task<String> a = w.loop().createTask(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    w.t("swallowed");
                }
                yield_();
                w.t("goes on");
                return "value";
            });
            yield_();
            a.cancel();
            w.attempt("await", () -> await(a));
            w.t("cancelled", a.isCancelled());
            w.t("cancelling", a.cancelling());
        });
    }

    static void tk_convert_cancel(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    throw new Boom("converted");
                }
            });
            yield_();
            a.cancel();
            w.attempt("await", () -> await(a));
            w.t("cancelled", a.isCancelled());
        });
    }

    static void tk_async_cleanup(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    park();
                } finally {
                    w.t("cleanup1");
                    sleep(10);
                    w.t("cleanup2");
                }
            });
            yield_();
            a.cancel();
            w.t("requested");
            w.attempt("await", () -> await(a));
        });
    }

    static void tk_uncancel_counts(World w) {
        w.main(() -> {
            Task<String> a = w.loop().createTask(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    Task<?> me = Tasks.current();
                    w.t("in", me.cancelling());
                    w.attempt("uncancel", me::uncancel);
                    w.attempt("uncancel", me::uncancel);
                    w.t("in", me.cancelling());
                }
                sleep(5);
                return "ok";
            });
            yield_();
            w.t("out", a.cancelling());
            a.cancel();
            w.t("out", a.cancelling());
            w.attempt("await", () -> await(a));
            w.t("out", a.cancelling());
        });
    }

    static void tk_cancel_message(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    w.t("body " + Trace.render(e));
                    throw e;
                }
            });
            yield_();
            a.cancel("stop it");
            w.attempt("await", () -> await(a));
        });
    }

    static void tk_awaiting_cancelled_task(World w) {
        w.main(() -> {
            Task<Object> x = w.spawn(World::park);
            Task<String> w1 = w.loop().createTask(() -> {
                w.attempt("w1 sees", () -> await(x));
                return "alive";
            });
            Task<Object> w2 = w.spawn(() -> await(x));
            yield_();
            x.cancel();
            w.attempt("w1", () -> await(w1));
            w.attempt("w2", () -> await(w2));
            w.t("w2.cancelled", w2.isCancelled());
            w.t("w2.cancelling", w2.cancelling());
        });
    }

    static void tk_raise_cancelled_manually(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                throw new CancelledError("own");
            });
            w.attempt("await", () -> await(a));
            w.t("cancelled", a.isCancelled());
            w.t("cancelling", a.cancelling());
            w.attempt("exception", a::exception);
        });
    }

    static void tk_await_self(World w) {
        w.main(() -> await(w.spawn(() -> {
            try {
                await(Tasks.current());
            } catch (IllegalStateException e) {
                w.t("msg", e.getMessage().startsWith("Task cannot await on itself"));
            }
        })));
    }

    static void tk_set_result_refused(World w) {
        w.main(() -> {
            Task<Integer> a = w.loop().createTask(() -> 1);
            w.attemptTo("setResult", () -> a.setResult(2));
            w.attemptTo("setException", () -> a.setException(new Boom("x")));
            w.attempt("await", () -> await(a));
        });
    }

    static void tk_current_task(World w) {
        Task<?>[] main = {null};
        main[0] = w.spawn(() -> {
            Task<?>[] a = {null};
            w.loop().callSoon(() -> w.t("callback", Tasks.current()));
            a[0] = w.spawn(() -> {
                w.t("A", Tasks.current() == a[0]);
                yield_();
                w.t("A", Tasks.current() == a[0]);
            });
            w.t("main", Tasks.current() == main[0]);
            yield_(3);
            w.t("main", Tasks.current() == main[0]);
        });
        w.loop().runUntilComplete(main[0]);
    }

    static void tk_cancel_order(World w) {
        w.main(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(w.spawn(() -> {
                    try {
                        park();
                    } finally {
                        w.t(name);
                    }
                }));
            }
            yield_();
            tasks.get(2).cancel();
            tasks.get(0).cancel();
            tasks.get(1).cancel();
            w.t("requested");
            yield_();
            w.t(Trace.render(tasks.stream().map(Task::isCancelled).toList()));
        });
    }

    static void tk_swallow_repeatedly(World w) {
        w.main(() -> {
            Task<String> a = w.loop().createTask(() -> {
                for (int i = 1; i <= 3; i++) {
                    try {
                        park();
                    } catch (CancelledError e) {
                        w.t("hit " + i);
                    }
                }
                return "survived";
            });
            for (int i = 0; i < 3; i++) {
                yield_();
                w.attempt("cancel", a::cancel);
            }
            w.attempt("await", () -> await(a));
            w.t("cancelling", a.cancelling());
        });
    }

    static void tk_cleanup_error_replaces(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    park();
                } finally {
                    Boom.raise("cleanup");
                }
            });
            yield_();
            a.cancel();
            w.attempt("await", () -> await(a));
            w.t("cancelled", a.isCancelled());
        });
    }

    static void tk_nested_inline_unwind(World w) {
        w.main(() -> {
            Script c = () -> {
                try {
                    yield_();
                    throw new Boom("deep");
                } finally {
                    w.t("C");
                }
            };
            Script b = () -> {
                try {
                    c.run();
                } finally {
                    w.t("B");
                }
            };
            Task<Object> a = w.spawn(() -> {
                try {
                    b.run();
                } finally {
                    w.t("A");
                }
            });
            await(w.spawn(() -> {
                yield_(2);
                w.t("other");
            })); // which the text leaves out: CPython's own trace needs it
            w.attempt("await", () -> await(a));
        });
    }

    static void tk_done_callbacks(World w) {
        w.main(() -> {
            Task<Integer> a = w.loop().createTask(() -> {
                w.t("body");
                return 1;
            });
            a.addDoneCallback(x -> w.t("cb1 " + x.result()));
            a.addDoneCallback(x -> w.t("cb2 " + x.isDone()));
            yield_();
            w.t("between");
            yield_();
            w.t("end");
        });
    }

    static void tk_all_tasks(World w) {
        EventLoop loop = w.loop();
        EventLoop other = w.newLoop();
        w.main(() -> {
            Task<Object> x = w.spawn(World::yield_);
            x.setName("x");
            Task<Object> y = w.spawn(() -> yield_(4));
            y.setName("y");
            other.createTask(() -> 1).setName("z");
            w.t(names(loop));
            yield_(3);
            w.t(names(loop));
            y.setName("Y2");
            w.t(y.name());
        });
    }

    private static String names(EventLoop loop) {
        return Trace.render(Tasks.all(loop).stream()
                .filter(task -> task != Tasks.current())
                .map(Task::name)
                .sorted()
                .toList());
    }

    static void tk_cancel_waiting_on_gather(World w) {
        w.main(() -> {
            Task<Object> a = w.spawn(() -> {
                try {
                    await(Tasks.gather(parked(w, "k1"), parked(w, "k2")));
                } catch (CancelledError e) {
                    w.t("A cancelled");
                    throw e;
                }
            });
            yield_(2);
            a.cancel();
            w.attempt("await", () -> await(a));
        });
    }

    private static Coroutine<Object> parked(World w, String name) {
        return World.body(() -> {
            try {
                World.park();
            } finally {
                w.t(name);
            }
        });
    }

    static void tk_sleep(World w) {
        w.main(() -> {
            w.attempt("sleep", () -> await(Tasks.sleep(World.ms(5), "v")));
            w.spawn(() -> w.t("other"));
            await(Tasks.sleep(World.ms(0)));
            w.t("after 0");
            w.spawn(() -> w.t("other2"));
            await(Tasks.sleep(World.ms(-1)));
            w.t("after -1");
        });
    }

    static void nw_eager_basic(World w) {
        w.main(() -> {
            Task<Integer> a = Tasks.createEagerTask(() -> {
                w.t("a");
                return 1;
            });
            w.t("a.done", a.isDone());
            Task<Object> b = Tasks.createEagerTask(World.body(() -> {
                w.t("b1");
                yield_();
                w.t("b2");
            }));
            w.t("b.done", b.isDone());
            w.t("main");
            await(b);
        });
    }
}
