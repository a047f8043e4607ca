package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.body;
import static dev.loopbridge.loop.golden.World.ms;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.DoneAndPending;
import dev.loopbridge.loop.concurrent.ExceptionGroup;
import dev.loopbridge.loop.concurrent.ReturnWhen;
import dev.loopbridge.loop.concurrent.TaskGroup;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.concurrent.Timeout;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class CombinatorScenarios {
    private static final Duration MINUTE = ms(60_000);

    private CombinatorScenarios() {}

    private static Object park() {
        return await(Tasks.sleep(Duration.ofHours(1)));
    }

    private static void sleep(long millis) {
        await(Tasks.sleep(ms(millis)));
    }

    private static void sleepUntil(World w, long whenNanos) {
        LoopFuture<Boolean> due = w.loop().createFuture();
        w.loop().callAt(whenNanos, () -> due.setResult(true));
        await(due);
    }

    private static <T> Task<T> spawn(World w, String name, Coroutine<T> body) {
        Task<T> task = w.loop().createTask(body);
        task.setName(name);
        return task;
    }

    private static List<String> names(Collection<? extends Task<?>> tasks) {
        return tasks.stream().map(Task::name).sorted().toList();
    }

    private static Task<?> me() {
        return Tasks.current();
    }

    private static Script open(LoopFuture<Boolean> gate) {
        return () -> gate.setResult(true);
    }

    static void ga_order(World w) {
        w.main(() -> {
            long start = w.loop().time();
            w.attempt(
                    "gather",
                    () -> await(
                            Tasks.gather(late(w, "a", start, 20), late(w, "b", start, 5), late(w, "c", start, 10))));
        });
    }

    private static Coroutine<String> late(World w, String name, long start, long millis) {
        return () -> {
            sleepUntil(w, start + ms(millis).toNanos());
            w.t(name);
            return name;
        };
    }

    static void ga_first_error(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gate = w.loop().createFuture();
            Task<Integer> slow = w.loop().createTask(() -> {
                await(gate);
                w.t("slow done");
                return 1;
            });
            Coroutine<Integer> bad = () -> {
                yield_();
                throw new Boom("x");
            };
            w.attempt("gather", () -> await(Tasks.gather(slow, Tasks.ensureFuture(bad))));
            w.t("slow.done", slow.isDone());
            gate.setResult(true);
            w.attempt("slow", () -> await(slow));
        });
    }

    static void ga_return_exceptions(World w) {
        w.main(() -> {
            LoopFuture<Object> cancelled = w.loop().createFuture();
            cancelled.cancel();
            Task<Object> failing = w.spawn(() -> {
                throw new Boom("x");
            });
            Task<Integer> two = w.loop().createTask(() -> {
                sleep(5);
                return 2;
            });
            w.attempt("gather", () -> await(Tasks.gatherReturnExceptions(failing, two, cancelled)));
        });
    }

    static void ga_empty(World w) {
        w.main(() -> {
            LoopFuture<List<Object>> nothing = Tasks.gather(List.of());
            w.t("done", nothing.isDone());
            w.attempt("gather", () -> await(nothing));
        });
    }

    static void ga_return_exceptions_cancel(World w) {
        w.main(() -> {
            Task<Object> a = w.loop().createTask(CombinatorScenarios::park);
            yield_();
            LoopFuture<List<Object>> g =
                    Tasks.gatherReturnExceptions(a, w.loop().createTask(() -> 2));
            a.cancel();
            w.attempt("g", () -> await(g));

            Task<Object> b = w.loop().createTask(CombinatorScenarios::park);
            yield_();
            LoopFuture<List<Object>> h =
                    Tasks.gatherReturnExceptions(b, w.loop().createTask(() -> 3));
            h.cancel();
            w.attempt("h", () -> await(h));
        });
    }

    static void wa_modes(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gateA = w.loop().createFuture();
            LoopFuture<Boolean> gateB = w.loop().createFuture();
            LoopFuture<Boolean> gateC = w.loop().createFuture();
            Task<Boolean> a = spawn(w, "a", () -> await(gateA));
            Task<Boolean> b = spawn(w, "b", () -> {
                await(gateB);
                throw new Boom("b");
            });
            Task<Boolean> c = spawn(w, "c", () -> await(gateC));

            w.loop().callSoon(() -> gateA.setResult(true));
            tracePair(w, Tasks.wait(List.of(a, b, c), ReturnWhen.FIRST_COMPLETED));
            w.loop().callSoon(() -> gateB.setResult(true));
            tracePair(w, Tasks.wait(List.of(a, b), ReturnWhen.ALL_COMPLETED));
            w.t("c.done", c.isDone());
        });
    }

    private static void tracePair(World w, DoneAndPending<? extends Task<?>> result) {
        w.t(Trace.render(List.of(names(result.done()), names(result.pending()))));
    }

    private static void traceSets(World w, DoneAndPending<? extends Task<?>> result) {
        w.t(Trace.render(names(result.done())) + Trace.render(names(result.pending())));
    }

    static void wa_timeout(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gate = w.loop().createFuture();
            Task<Integer> a = spawn(w, "a", () -> 1);
            Task<Integer> b = spawn(w, "b", () -> {
                await(gate);
                w.t("b done");
                return 2;
            });
            traceSets(w, Tasks.wait(Set.of(a, b), ms(10)));
            w.t("b.cancelled", b.isCancelled());
            gate.setResult(true);
            await(b);
        });
    }

    static void wa_first_exception(World w) {
        w.main(() -> {
            Task<Object> a = spawn(w, "a", CombinatorScenarios::park);
            Task<Object> b = spawn(w, "b", () -> {
                sleep(10);
                throw new Boom("b");
            });
            Task<Object> c = spawn(w, "c", CombinatorScenarios::park);
            yield_();
            a.cancel();
            traceSets(w, Tasks.wait(Set.of(a, b, c), ReturnWhen.FIRST_EXCEPTION));
        });
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what the compiler refuses, past the compiler
    static void wa_arguments(World w) {
        w.main(() -> {
            LoopFuture<Object> f = w.loop().createFuture();
            Coroutine<Object> body = () -> 1;
            w.attempt("empty", () -> Tasks.wait(Set.of()));
            w.attempt("body", () -> Tasks.wait((Iterable) Set.of(body)));
            w.attempt("mode", () -> Tasks.wait(Set.of(f), ReturnWhen.valueOf("BOGUS")));
        });
    }

    static void wa_cancel_waiter(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gate = w.loop().createFuture();
            Task<Object> a = w.spawn(() -> {
                await(gate);
                w.t("a done");
            });
            Task<Object> waiter = w.spawn(() -> Tasks.wait(Set.of(a)));
            yield_(2);
            waiter.cancel();
            w.attempt("w", () -> await(waiter));
            w.t("a.done", a.isDone());
            gate.setResult(true);
            await(a);
        });
    }

    static void wf_in_time(World w) {
        w.main(() -> {
            w.attempt(
                    "value",
                    () -> Tasks.waitFor(
                            () -> {
                                sleep(5);
                                return 1;
                            },
                            MINUTE));
            w.attempt(
                    "error",
                    () -> Tasks.waitFor(
                            () -> {
                                yield_();
                                throw new Boom("x");
                            },
                            MINUTE));
            w.attempt("nolimit", () -> Tasks.waitFor(() -> 2, null));
        });
    }

    static void wf_timeout_waits_for_cleanup(World w) {
        w.main(() -> {
            Coroutine<Object> inner = () -> {
                try {
                    return park();
                } finally {
                    w.t("cleanup");
                    sleep(10);
                    w.t("cleaned");
                }
            };
            w.attempt("waitFor", () -> Tasks.waitFor(inner, ms(5)));
            w.t("cancelling", me().cancelling());
        });
    }

    static void wf_outer_cancel(World w) {
        w.main(() -> {
            Task<Object> inner = w.spawn(() -> {
                try {
                    park();
                } finally {
                    w.t("inner cleanup");
                    sleep(5);
                    w.t("inner done");
                }
            });
            Task<Object> waiter = w.spawn(() -> Tasks.waitFor(inner, MINUTE));
            yield_(2);
            waiter.cancel();
            w.attempt("w", () -> await(waiter));
            w.t("i.cancelled", inner.isCancelled());
        });
    }

    static void wf_shield(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gate = w.loop().createFuture();
            Task<String> x = w.loop().createTask(() -> {
                await(gate);
                w.t("x done");
                return "x";
            });
            w.attempt("waitFor", () -> Tasks.waitFor(Tasks.shield(x), ms(5)));
            w.t("x.done", x.isDone());
            gate.setResult(true);
            w.attempt("x", () -> await(x));
        });
    }

    static void to_expires(World w) {
        w.main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            w.attempt(
                    "block",
                    () -> timeout.run(() -> {
                        try {
                            return park();
                        } catch (CancelledError cancelled) {
                            w.t("inside cancelled");
                            throw cancelled;
                        }
                    }));
            w.t("expired", timeout.isExpired());
            w.t("cancelling", me().cancelling());
        });
    }

    static void to_in_time(World w) {
        w.main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            timeout.run(body(() -> {
                yield_();
                w.t("in time");
                timeout.reschedule(w.loop().time() + ms(10).toNanos());
            }));
            w.t("expired", timeout.isExpired());
            sleep(30);
            w.t("still fine");
            w.t("expired", timeout.isExpired());
        });
    }

    static void to_misuse(World w) {
        w.main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            w.attemptTo("before", () -> timeout.reschedule(0));
            timeout.run(body(() -> w.attempt("twice", () -> timeout.run(() -> 1))));
            w.attemptTo("after", () -> timeout.reschedule(0));
            w.attempt("again", () -> timeout.run(() -> 1));
            Timeout other = Tasks.timeout(MINUTE);
            w.loop().callSoon(() -> w.attempt("callback", () -> other.run(() -> 1)));
            yield_();
        });
    }

    static void to_nested_outer_first(World w) {
        w.main(() -> {
            Timeout outer = Tasks.timeout(ms(5));
            Timeout inner = Tasks.timeout(MINUTE);
            w.attempt(
                    "outer",
                    () -> outer.run(() -> {
                        try {
                            return inner.run(CombinatorScenarios::park);
                        } catch (CancelledError cancelled) {
                            w.t("inner block threw CancelledError");
                            throw cancelled;
                        }
                    }));
            w.t("i.expired", inner.isExpired());
            w.t("o.expired", outer.isExpired());
        });
    }

    static void to_nested_inner_first(World w) {
        w.main(() -> {
            Timeout outer = Tasks.timeout(MINUTE);
            outer.run(body(() -> {
                w.attempt("inner", () -> Tasks.timeout(ms(5)).run(CombinatorScenarios::park));
                sleep(5);
                w.t("outer continues");
            }));
            w.t("o.expired", outer.isExpired());
        });
    }

    static void sh_protects(World w) {
        w.main(() -> {
            LoopFuture<Boolean> gate = w.loop().createFuture();
            Task<Integer> x = w.loop().createTask(() -> {
                await(gate);
                w.t("x done");
                return 1;
            });
            Task<Object> waiter = w.spawn(() -> await(Tasks.shield(x)));
            yield_(2);
            waiter.cancel();
            w.attempt("w", () -> await(waiter));
            w.t("x.done", x.isDone());
            gate.setResult(true);
            w.attempt("x", () -> await(x));
        });
    }

    static void sh_passes_through(World w) {
        w.main(() -> {
            w.attempt("value", () -> await(Tasks.shield(() -> 1)));
            Coroutine<Object> failing = () -> {
                throw new Boom("x");
            };
            w.attempt("error", () -> await(Tasks.shield(failing)));
            LoopFuture<Integer> f = w.loop().createFuture();
            f.setResult(1);
            w.t("same", Tasks.shield(f) == f);
        });
    }

    static void sh_inner_cancelled(World w) {
        w.main(() -> {
            Task<Object> x = w.loop().createTask(CombinatorScenarios::park);
            LoopFuture<Object> shield = Tasks.shield(x);
            Task<Object> waiter = w.spawn(() -> {
                w.attempt("s", () -> await(shield));
                w.t("cancelling", me().cancelling());
            });
            yield_();
            x.cancel();
            await(waiter);
            w.t("s.cancelled", shield.isCancelled());
        });
    }

    static void ac_order(World w) {
        w.main(() -> {
            long start = w.loop().time();
            Task<String> a = w.loop().createTask(() -> {
                sleepUntil(w, start + ms(20).toNanos());
                return "a";
            });
            Task<String> b = w.loop().createTask(() -> {
                sleepUntil(w, start + ms(5).toNanos());
                return "b";
            });
            Task<String> c = w.loop().createTask(() -> {
                sleepUntil(w, start + ms(10).toNanos());
                throw new Boom("c");
            });
            AsyncIterator<LoopFuture<String>> completed = Tasks.asCompleted(List.of(a, b, c));
            while (completed.next()) {
                w.attempt("next", () -> await(completed.current()));
            }
        });
    }

    static void tg_waits(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            List<Task<Integer>> tasks = group.run(() -> {
                Task<Integer> a = group.createTask(() -> {
                    sleep(10);
                    w.t("a");
                    group.createTask(body(() -> {
                        sleep(5);
                        w.t("grandchild");
                    }));
                    return 1;
                });
                Task<Integer> b = group.createTask(() -> {
                    w.t("b");
                    return 2;
                });
                w.t("body end");
                return List.of(a, b);
            });
            w.t("after");
            w.t("sum", tasks.get(0).result() + tasks.get(1).result());
        });
    }

    /** A child that parks, and says so when it is cancelled. */
    private static Coroutine<Object> cleaning(World w, String text) {
        return () -> {
            try {
                return park();
            } finally {
                w.t(text);
            }
        };
    }

    private static Coroutine<Object> failingAfter(long millis) {
        return () -> {
            sleep(millis);
            throw new Boom("x");
        };
    }

    static void tg_child_fails(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            Task<?>[] sibling = new Task<?>[1];
            w.attempt(
                    "group",
                    () -> group.run(() -> {
                        group.createTask(failingAfter(5));
                        sibling[0] = group.createTask(() -> {
                            try {
                                return park();
                            } finally {
                                w.t("sibling cleanup");
                                sleep(5);
                                w.t("sibling done");
                            }
                        });
                        return null;
                    }));
            w.t("s.cancelled", sibling[0].isCancelled());
            w.t("cancelling", me().cancelling());
        });
    }

    static void tg_body_fails(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            w.attempt(
                    "group",
                    () -> group.run(() -> {
                        group.createTask(cleaning(w, "child cleanup"));
                        yield_();
                        throw new Boom("body");
                    }));
        });
    }

    static void tg_body_interrupted(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            w.attempt(
                    "group",
                    () -> group.run(() -> {
                        group.createTask(failingAfter(5));
                        try {
                            park();
                            w.t("never");
                            return null;
                        } catch (CancelledError cancelled) {
                            w.t("body interrupted, cancelling", me().cancelling());
                            throw cancelled;
                        }
                    }));
            w.t("cancelling", me().cancelling());
            yield_();
            w.t("normal again");
        });
    }

    static void tg_child_cancelled(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            List<Task<?>> tasks = group.run(() -> {
                Task<Object> a = group.createTask(CombinatorScenarios::park);
                Task<Integer> b = group.createTask(() -> {
                    sleep(10);
                    w.t("b");
                    return 1;
                });
                yield_();
                a.cancel();
                return List.of(a, b);
            });
            w.t("group ok");
            w.t("a.cancelled", tasks.get(0).isCancelled());
            w.t("b.result", tasks.get(1).result());
        });
    }

    static void tg_parent_cancelled(World w) {
        w.main(() -> {
            Task<Object> p = w.spawn(() -> {
                TaskGroup group = new TaskGroup();
                Throwable[] thrown = new Throwable[1];
                w.attempt("group", () -> {
                    try {
                        return group.run(() -> group.createTask(cleaning(w, "child cleanup")));
                    } catch (Throwable error) {
                        thrown[0] = error;
                        throw error;
                    }
                });
                throw (Error) thrown[0];
            });
            yield_(3);
            p.cancel();
            w.attempt("await", () -> await(p));
            w.t("p.cancelled", p.isCancelled());
        });
    }

    static void tg_refusals(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            traceRefusal(w, () -> group.createTask(() -> 1));
            group.run(body(World::yield_));
            traceRefusal(w, () -> group.createTask(() -> 1));
            traceRefusal(w, () -> group.run(() -> 1));

            TaskGroup failing = new TaskGroup();
            try {
                failing.run(() -> {
                    failing.createTask(() -> {
                        throw new Boom("x");
                    });
                    try {
                        return park();
                    } catch (CancelledError cancelled) {
                        traceRefusal(w, () -> failing.createTask(() -> 1));
                        throw cancelled;
                    }
                });
            } catch (ExceptionGroup ignored) {
                // the scenario is about the refusal
            }
        });
    }

    /** The end of the message: what comes before is how the group shows itself. */
    private static void traceRefusal(World w, Script refused) throws Exception {
        try {
            refused.run();
            w.t("accepted");
        } catch (IllegalStateException e) {
            w.t(e.getMessage().replaceFirst("^TaskGroup <TaskGroup[^>]*> ", ""));
        }
    }

    static void tg_inside_timeout(World w) {
        w.main(() -> {
            TaskGroup group = new TaskGroup();
            w.attempt(
                    "block",
                    () -> Tasks.timeout(ms(5))
                            .run(() -> group.run(() -> group.createTask(() -> {
                                try {
                                    return park();
                                } finally {
                                    w.t("child");
                                    sleep(5);
                                    w.t("child end");
                                }
                            }))));
            w.t("cancelling", me().cancelling());
        });
    }

    static void nw_wait_generator(World w) {
        w.main(() -> {
            Iterable<Task<String>> generator = Stream.of("a", "b").map(name -> spawn(w, name, () -> name))::iterator;
            DoneAndPending<Task<String>> result = Tasks.wait(generator);
            w.t(Trace.render(names(result.done())));
            w.t("pending", result.pending().size());
        });
    }
}
