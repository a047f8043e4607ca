package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.body;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.LoopBarrier;
import dev.loopbridge.loop.concurrent.LoopCondition;
import dev.loopbridge.loop.concurrent.LoopEvent;
import dev.loopbridge.loop.concurrent.LoopLock;
import dev.loopbridge.loop.concurrent.LoopQueue;
import dev.loopbridge.loop.concurrent.LoopSemaphore;
import java.util.ArrayList;
import java.util.List;

final class SyncScenarios {
    private SyncScenarios() {}

    /** {@code spawn W("a"), W("b"), ...}. */
    private static List<Task<Object>> spawnAll(World w, Named task, String... names) {
        List<Task<Object>> spawned = new ArrayList<>();
        for (String name : names) {
            spawned.add(w.spawn(() -> task.run(name)));
        }
        return spawned;
    }

    private interface Named {
        void run(String name) throws Exception;
    }

    /** {@code wait for all}: {@return their results}. */
    private static List<Object> waitFor(List<Task<Object>> tasks) {
        List<Object> results = new ArrayList<>();
        for (Task<Object> task : tasks) {
            results.add(await(task));
        }
        return results;
    }

    private static <T> LoopQueue<T> with(LoopQueue<T> queue, List<T> items) {
        items.forEach(queue::putNow);
        return queue;
    }

    private static <T> List<T> allOf(LoopQueue<T> queue) {
        List<T> items = new ArrayList<>();
        while (!queue.isEmpty()) {
            items.add(queue.getNow());
        }
        return items;
    }

    static void sy_lock_fifo(World w) {
        LoopLock lock = new LoopLock();
        Named worker = n -> lock.with(body(() -> {
            w.t(n + " in");
            yield_();
            w.t(n + " out");
        }));
        w.main(() -> waitFor(spawnAll(w, worker, "a", "b", "c")));
    }

    static void sy_lock_basic(World w) {
        LoopLock lock = new LoopLock();
        w.main(() -> {
            w.spawn(() -> w.t("other"));
            w.attempt("locked", lock::isLocked);
            w.attempt("acquire", () -> {
                lock.acquire();
                return true;
            });
            w.attempt("locked", lock::isLocked);
            w.t("no switch");
            lock.release();
            w.attemptTo("release", lock::release);
            yield_();
        });
    }

    static void sy_event(World w) {
        LoopEvent event = new LoopEvent();
        Named waiter = n -> {
            event.await();
            w.t(n);
        };
        w.main(() -> {
            spawnAll(w, waiter, "a", "b");
            yield_();
            event.set();
            w.t("isSet", event.isSet());
            yield_();
            w.spawn(() -> w.t("other"));
            event.await();
            w.t("no switch");
            event.clear();
            w.t("isSet", event.isSet());
            yield_();
        });
    }

    static void sy_condition(World w) {
        LoopCondition condition = new LoopCondition();
        Named waiter = n -> condition.with(body(() -> {
            condition.await();
            w.t(n + " locked=" + condition.isLocked());
        }));
        w.main(() -> {
            w.attemptTo("notify", condition::signal);
            w.attemptTo("wait", condition::await);
            spawnAll(w, waiter, "a", "b", "c");
            yield_();
            condition.with(body(() -> {
                condition.signal(1);
                w.t("notified 1");
            }));
            yield_(3);
            condition.with(body(() -> {
                condition.signalAll();
                w.t("notified all");
            }));
            yield_(5);
        });
    }

    static void sy_condition_wait_for(World w) {
        LoopCondition condition = new LoopCondition();
        int[] n = {0};
        w.main(() -> {
            Task<Object> waiter = w.spawn(() -> condition.with(body(() -> w.attempt(
                    "waitFor",
                    () -> condition.awaitNonNull(() -> {
                        w.t("check " + n[0]);
                        return n[0] >= 2 ? "n=" + n[0] : null;
                    })))));
            for (int i = 0; i < 3; i++) {
                yield_(2);
                condition.with(body(() -> {
                    n[0]++;
                    condition.signalAll();
                }));
            }
            yield_(3);
            w.t("done", waiter.isDone());
        });
    }

    static void sy_semaphore(World w) {
        LoopSemaphore semaphore = new LoopSemaphore(2);
        Named worker = n -> semaphore.with(body(() -> {
            w.t("+" + n);
            yield_();
            w.t("-" + n);
        }));
        w.main(() -> {
            waitFor(spawnAll(w, worker, "a", "b", "c", "d"));
            w.t("locked", semaphore.isLocked());
        });
    }

    static void sy_bounded_semaphore(World w) {
        w.main(() -> {
            w.attempt("new", () -> new LoopSemaphore(-1));
            LoopSemaphore semaphore = LoopSemaphore.bounded(1);
            semaphore.acquire();
            w.attemptTo("release", semaphore::release);
            w.attemptTo("release", semaphore::release);
        });
    }

    static void sy_barrier(World w) {
        LoopBarrier barrier = new LoopBarrier(3);
        List<String> records = new ArrayList<>();
        Named worker = n -> {
            w.t(n + " waits");
            int index = barrier.await();
            records.add(n + "=" + index);
        };
        w.main(() -> {
            waitFor(spawnAll(w, worker, "a", "b", "c"));
            w.t(Trace.render(records.stream().sorted().toList()));
            w.t("nWaiting", barrier.waiting());
            w.t("broken", barrier.isBroken());
        });
    }

    static void sy_barrier_reset_abort(World w) {
        LoopBarrier barrier = new LoopBarrier(2);
        w.main(() -> {
            Task<Object> a = w.spawn(() -> w.attempt("wait", barrier::await));
            yield_();
            barrier.reset();
            await(a);
            w.t("broken", barrier.isBroken());
            Task<Object> x = w.loop().createTask(barrier::await);
            Task<Object> y = w.loop().createTask(barrier::await);
            w.t(Trace.render(waitFor(List.of(x, y)).stream().sorted().toList()));

            Task<Object> z = w.spawn(() -> w.attempt("wait", barrier::await));
            yield_();
            barrier.abort();
            await(z);
            w.attempt("wait", barrier::await);
            w.t("broken", barrier.isBroken());
        });
    }

    static void sy_queue_basic(World w) {
        LoopQueue<Integer> queue = LoopQueue.create(2);
        w.main(() -> {
            w.attempt("getNowait", queue::getNow);
            queue.putNow(1);
            queue.putNow(2);
            w.attemptTo("putNowait", () -> queue.putNow(3));
            w.t(queue.size() + " " + queue.isFull() + " " + queue.isEmpty());
            w.attempt("get", queue::get);
            w.attempt("getNowait", queue::getNow);
            w.t("empty", queue.isEmpty());
        });
    }

    static void sy_queue_bounded(World w) {
        LoopQueue<Integer> queue = LoopQueue.create(1);
        w.main(() -> waitFor(List.of(
                w.spawn(() -> {
                    for (int i = 1; i <= 3; i++) {
                        queue.put(i);
                        w.t("put " + i);
                    }
                }),
                w.spawn(() -> {
                    for (int i = 0; i < 3; i++) {
                        w.t("got " + queue.get());
                    }
                }))));
    }

    static void sy_queue_getters_fifo(World w) {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        w.main(() -> {
            spawnAll(w, n -> w.t(n, queue.get()), "a", "b", "c");
            yield_();
            with(queue, List.of(1, 2, 3));
            yield_(2);
        });
    }

    static void sy_queue_join(World w) {
        LoopQueue<Integer> queue = with(LoopQueue.unbounded(), List.of(1, 2));
        w.main(() -> {
            w.spawn(() -> {
                queue.join();
                w.t("joined");
            });
            for (int i = 0; i < 2; i++) {
                yield_();
                w.t(Trace.render(queue.getNow()));
                queue.taskDone();
            }
            yield_(2);
            w.attemptTo("taskDone", queue::taskDone);
        });
    }

    static void sy_queue_variants(World w) {
        w.main(() -> {
            w.t(Trace.render(allOf(with(LoopQueue.priority(0), List.of(3, 1, 2)))));
            w.t(Trace.render(allOf(with(LoopQueue.lifo(0), List.of(3, 1, 2)))));
        });
    }

    static void nw_queue_shutdown(World w) {
        LoopQueue<Integer> queue = with(LoopQueue.unbounded(), List.of(1, 2));
        LoopQueue<Integer> empty = LoopQueue.unbounded();
        w.main(() -> {
            queue.shutdown();
            w.attemptTo("putNowait", () -> queue.putNow(3));
            w.attempt("get", queue::get);
            w.attempt("getNowait", queue::getNow);
            w.attempt("get", queue::get);
            w.attempt("getNowait", queue::getNow);
            w.spawn(() -> w.attempt("waiting get", empty::get));
            yield_();
            empty.shutdown();
            yield_();
        });
    }
}
