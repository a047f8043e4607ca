package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The corners of the semantics' rows 7.20 to 7.29, each trace that of CPython; where versions differ, of 3.13.
 *
 * <p>Among them the corpus's tk_cancel_after_result_ready, tk_cancel_parent_after_child_done, tk_double_cancel_one_delivery,
 * tk_self_cancel, tk_self_cancel_then_end, tk_self_cancel_cancels_future, tk_uncancel_before_delivery,
 * tk_cancel_chain_inside_out, tk_inner_swallows, tk_child_or_own_cancel and fu_shared_future_cancel.
 */
class CancellationEdgesTest {
    private final EventLoop loop = VirtualEventLoop.create().loop();
    private final Traced trace = new Traced();

    private interface Body {
        void run() throws Exception;
    }

    private Task<String> spawn(Body body) {
        return loop.createTask(() -> {
            body.run();
            return "end";
        });
    }

    private void main(Body body) {
        loop.runUntilComplete(spawn(body));
    }

    private static void park() {
        await(Tasks.sleep(Duration.ofHours(1)));
    }

    /** Awaits, and traces the cancellation with which that ends. */
    private void traceHit(LoopFuture<?> awaited) {
        try {
            trace.add("got " + await(awaited));
        } catch (CancelledError hit) {
            trace.add("hit " + Traced.text(hit) + ", " + Tasks.current().cancelling());
            throw hit;
        }
    }

    private void traceEnd(Task<?> task) {
        trace.attempt("await", () -> await(task));
    }

    @Test
    void cancel_twiceWhileItWaits_deliversTheFirstMessageOnce() {
        main(() -> {
            Task<String> task = spawn(() -> traceHit(loop.createFuture()));
            Tasks.yieldNow();

            task.cancel("first");
            task.cancel("second");
            traceEnd(task);
        });

        assertThat(trace.lines()).containsExactly("hit CancelledError: first, 2", "await!CancelledError: first");
    }

    @Test
    void cancel_twiceBeforeTheStart_deliversTheLastMessage() {
        main(() -> {
            Task<String> task = spawn(() -> trace.add("never"));

            task.cancel("first");
            task.cancel("second");
            traceEnd(task);
        });

        assertThat(trace.lines()).containsExactly("await!CancelledError: second");
    }

    @Test
    void cancel_resultAlreadyThere_givesItsOwnMessage() {
        main(() -> {
            LoopFuture<String> ready = loop.createFuture();
            Task<String> task = spawn(() -> traceHit(ready));
            Tasks.yieldNow();

            ready.setResult("value");
            trace.attempt("cancel", () -> task.cancel("late"));
            traceEnd(task);
            trace.add(ready.result());
        });

        assertThat(trace.lines())
                .containsExactly("cancel=true", "hit CancelledError: late, 1", "await!CancelledError: late", "value");
    }

    @Test
    void cancel_errorAlreadyThere_losesItForThisTask() {
        main(() -> {
            LoopFuture<String> failed = loop.createFuture();
            Task<String> task = spawn(() -> traceHit(failed));
            Tasks.yieldNow();

            failed.setException(new IllegalStateException("lost"));
            task.cancel("late");
            traceEnd(task);
        });

        assertThat(trace.lines()).containsExactly("hit CancelledError: late, 1", "await!CancelledError: late");
    }

    @Test
    void cancel_childAlreadyDone_losesItsResultForTheParent() {
        main(() -> {
            Task<?>[] child = {null};
            Task<String> parent = spawn(() -> {
                child[0] = spawn(() -> trace.add("child"));
                child[0].addDoneCallback(done -> trace.add("callback"));
                traceHit(child[0]);
            });
            Tasks.yieldNow();
            Tasks.yieldNow();
            assertThat(child[0].isDone()).isTrue();

            trace.attempt("cancel", parent::cancel);
            traceEnd(parent);
            trace.add("" + child[0].result());
        });

        assertThat(trace.lines())
                .containsExactly(
                        "child", "cancel=true", "callback", "hit CancelledError, 1", "await!CancelledError", "end");
    }

    @Test
    void cancel_byACallbackOfWhatItAwaits_comesBeforeTheWakeUp() {
        main(() -> {
            LoopFuture<String> awaited = loop.createFuture();
            Task<?>[] task = {null};
            awaited.addDoneCallback(done -> trace.attempt("cancel", task[0]::cancel));
            task[0] = spawn(() -> traceHit(awaited));
            Tasks.yieldNow();

            awaited.setResult("value");
            traceEnd(task[0]);
        });

        assertThat(trace.lines()).containsExactly("cancel=true", "hit CancelledError, 1", "await!CancelledError");
    }

    @Test
    void cancel_whileItYields_isDeliveredInTheNextIteration() {
        main(() -> {
            Task<String> task = spawn(() -> {
                for (; ; ) {
                    Tasks.yieldNow();
                }
            });
            Tasks.yieldNow();

            task.cancel();
            trace.add("done=" + task.isDone());
            Tasks.yieldNow();
            trace.add("cancelled=" + task.isCancelled());
        });

        assertThat(trace.lines()).containsExactly("done=false", "cancelled=true");
    }

    @Test
    void cancel_byItself_passesOverWhatIsDoneAndHitsTheYield() {
        LoopFuture<String> done = loop.createFuture();
        done.setResult("done");
        main(() -> {
            Tasks.current().cancel("self");
            trace.add(await(done));
            trace.attemptTo("yield", Tasks::yieldNow);
            trace.attemptTo("yield", Tasks::yieldNow);
            trace.add("count " + Tasks.current().cancelling());
        });

        assertThat(trace.lines()).containsExactly("done", "yield!CancelledError: self", "yield=null", "count 1");
    }

    @Test
    void cancel_byItself_cancelsTheFutureAndItsOtherWaiters() {
        main(() -> {
            LoopFuture<String> shared = loop.createFuture();
            Task<String> other = spawn(() -> traceHit(shared));
            Tasks.yieldNow();
            Task<String> itself = spawn(() -> {
                Tasks.current().cancel("self");
                traceHit(shared);
            });
            Tasks.yieldNow();

            trace.add("cancelled=" + shared.isCancelled());
            traceEnd(itself);
            traceEnd(other);
        });

        assertThat(trace.lines())
                .containsExactly(
                        "cancelled=true",
                        "hit CancelledError: self, 0",
                        "hit CancelledError: self, 1",
                        "await!CancelledError: self",
                        "await!CancelledError: self");
    }

    @Test
    void cancel_byItself_isHandedOnToAChildThatHasNotBegun() {
        main(() -> traceEnd(spawn(() -> {
            Task<String> child = spawn(() -> trace.add("never"));
            Tasks.current().cancel("self");
            try {
                traceHit(child);
            } finally {
                trace.add("child cancelled=" + child.isCancelled() + " count=" + child.cancelling());
            }
        })));

        assertThat(trace.lines())
                .containsExactly(
                        "hit CancelledError: self, 1", "child cancelled=true count=1", "await!CancelledError: self");
    }

    @Test
    void cancel_byItselfAndTheChildSwallows_isUsedUp() {
        main(() -> {
            Task<String> task = spawn(() -> {
                Task<String> child = spawn(() -> {
                    try {
                        park();
                    } catch (CancelledError swallowed) {
                        trace.add("swallowed");
                    }
                });
                Tasks.yieldNow();
                Tasks.current().cancel();
                trace.add(await(child));
                Tasks.yieldNow();
            });

            traceEnd(task);
            trace.add("count " + task.cancelling());
        });

        assertThat(trace.lines()).containsExactly("swallowed", "end", "await=end", "count 1");
    }

    @Test
    void cancel_byItself_winsOverARefusedAwait() {
        LoopFuture<String> foreign = EventLoop.create().createFuture();
        main(() -> {
            Tasks.current().cancel("self");
            trace.attempt("itself", () -> await(Tasks.current()));
            Tasks.current().cancel("again");
            trace.attempt("foreign", () -> await(foreign));
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly("itself!CancelledError: self", "foreign!CancelledError: again");
        assertThat(foreign.isDone()).isFalse();
    }

    @Test
    void cancel_byItselfThenCancelledErrorOfItsOwn_keepsThatOne() {
        main(() -> traceEnd(spawn(() -> {
            Tasks.current().cancel("self");
            throw new CancelledError("own");
        })));

        assertThat(trace.lines()).containsExactly("await!CancelledError: own");
    }

    @Test
    void cancel_byItselfThenReturn_givesItsMessage() {
        main(() -> traceEnd(spawn(() -> Tasks.current().cancel("self"))));

        assertThat(trace.lines()).containsExactly("await!CancelledError: self");
    }

    @Test
    void uncancel_byItself_withdrawsItsOwnRequest() {
        main(() -> traceEnd(spawn(() -> {
            Tasks.current().cancel();
            trace.add("left " + Tasks.current().uncancel());
            Tasks.yieldNow();
        })));

        assertThat(trace.lines()).containsExactly("left 0", "await=end");
    }

    @Test
    void uncancel_resultAlreadyThere_givesItAfterAll() {
        main(() -> {
            LoopFuture<String> ready = loop.createFuture();
            Task<String> task = spawn(() -> traceHit(ready));
            Tasks.yieldNow();

            ready.setResult("value");
            task.cancel();
            task.uncancel();
            traceEnd(task);
        });

        assertThat(trace.lines()).containsExactly("got value", "await=end");
    }

    @Test
    void uncancel_futureAlreadyCancelled_comesTooLate() {
        main(() -> {
            Task<String> task = spawn(() -> traceHit(loop.createFuture()));
            Tasks.yieldNow();

            task.cancel();
            trace.add("left " + task.uncancel());
            traceEnd(task);
        });

        assertThat(trace.lines()).containsExactly("left 0", "hit CancelledError, 0", "await!CancelledError");
    }

    private Task<String> link(String name, LoopFuture<?> inner) {
        return spawn(() -> {
            try {
                await(inner);
            } finally {
                trace.add(name + " cleans up");
                await(Tasks.sleep(Duration.ofMillis(5)));
                trace.add(name + " is clean");
            }
        });
    }

    @Test
    void cancel_chainOfThreeThatCleanUp_endsInsideOut() {
        main(() -> {
            Task<String> c = link("c", loop.createFuture());
            Task<String> b = link("b", c);
            Task<String> a = link("a", b);
            Tasks.yieldNow();

            a.cancel("why");
            trace.add("counts " + Stream.of(a, b, c).map(Task::cancelling).toList());
            traceEnd(a);
            assertThat(List.of(a, b, c)).allMatch(Task::isCancelled);
        });

        assertThat(trace.lines())
                .containsExactly(
                        "counts [1, 1, 1]",
                        "c cleans up",
                        "c is clean",
                        "b cleans up",
                        "b is clean",
                        "a cleans up",
                        "a is clean",
                        "await!CancelledError: why");
    }

    @Test
    void cancel_againWhileTheInnerCleansUp_interruptsThat() {
        main(() -> {
            Task<String> inner = link("inner", loop.createFuture());
            Task<String> outer = spawn(() -> traceHit(inner));
            Tasks.yieldNow();
            outer.cancel("one");
            Tasks.yieldNow();

            outer.cancel("two");
            traceEnd(outer);
            trace.add("counts " + inner.cancelling() + " " + outer.cancelling());
        });

        assertThat(trace.lines())
                .containsExactly(
                        "inner cleans up", "hit CancelledError: two, 2", "await!CancelledError: two", "counts 2 2");
    }

    @Test
    void cancel_twiceThroughATask_deliversOneAndCountsBoth() {
        main(() -> {
            Task<String> inner = spawn(() -> {
                for (int hits = 1; hits <= 2; hits++) {
                    try {
                        park();
                    } catch (CancelledError hit) {
                        trace.add("hit " + hits);
                    }
                }
            });
            Task<String> outer = spawn(() -> await(inner));
            Tasks.yieldNow();

            outer.cancel();
            outer.cancel();
            Tasks.yieldNow();
            trace.add("count " + inner.cancelling());
            outer.cancel();
            traceEnd(outer);
            trace.add("count " + outer.cancelling());
        });

        assertThat(trace.lines()).containsExactly("hit 1", "count 2", "hit 2", "await=end", "count 3");
    }

    @Test
    void cancelling_childOrOwn_tellsThemApart() {
        main(() -> {
            for (String who : List.of("child", "own", "both")) {
                Task<String> child = spawn(CancellationEdgesTest::park);
                Task<String> parent = spawn(() -> traceHit(child));
                Tasks.yieldNow();

                if (!who.equals("own")) {
                    child.cancel();
                }
                if (!who.equals("child")) {
                    parent.cancel();
                }
                traceEnd(parent);
                trace.add(who + " " + child.cancelling());
            }
        });

        assertThat(trace.lines())
                .containsExactly(
                        "hit CancelledError, 0",
                        "await!CancelledError",
                        "child 1",
                        "hit CancelledError, 1",
                        "await!CancelledError",
                        "own 1",
                        "hit CancelledError, 1",
                        "await!CancelledError",
                        "both 2");
    }
}
