package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Rows 8.13 to 8.18 and 4.10 of the semantics, by 3.13's rules. */
class TaskGroupTest extends OnALoop {
    private final TaskGroup group = new TaskGroup();

    /** What {@code body} in the group throws. */
    private Throwable thrownBy(Coroutine<?> body) {
        return catchThrowable(() -> group.run(body));
    }

    private static List<String> messages(Throwable thrown) {
        return ((ExceptionGroup) thrown)
                .exceptions().stream().map(Throwable::getMessage).toList();
    }

    /** When cancelled, fails with {@code message} after {@code millis}. */
    private static Coroutine<Object> failingWhenCancelled(long millis, String message) {
        return () -> {
            try {
                return park();
            } catch (CancelledError cancelled) {
                sleep(millis);
                throw new Boom(message);
            }
        };
    }

    @Test
    void run_childrenAndGrandchildren_waitsForAll() {
        main(() -> {
            String result = group.run(() -> {
                group.createTask(() -> {
                    sleep(10);
                    trace.add("child");
                    group.createTask(() -> {
                        sleep(5);
                        return trace.add("grandchild");
                    });
                    return 1;
                });
                trace.add("body end");
                return "result";
            });

            assertThat(result).isEqualTo("result");
            assertThat(trace).containsExactly("body end", "child", "grandchild");
            assertThat(loop.time()).isEqualTo(ms(15).toNanos());
        });
    }

    @Test
    void run_nothing_costsNothing() {
        assertThat(costOf(() -> group.run(() -> 1))).isZero();
        TaskGroup other = new TaskGroup();
        assertThat(costOf(() -> other.run(() -> other.createTask(() -> 1)))).isEqualTo(3);
    }

    @Test
    void run_childFails_cancelsTheOthersAndThrowsAGroup() {
        main(() -> {
            Task<?>[] sibling = {null};

            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "x"));
                sibling[0] = group.createTask(cleaningFor(5, "sibling"));
                return null;
            });

            assertThat(thrown)
                    .isExactlyInstanceOf(ExceptionGroup.class)
                    .hasMessage("unhandled errors in a TaskGroup (1 sub-exception)")
                    .hasCauseExactlyInstanceOf(Boom.class);
            assertThat(messages(thrown)).containsExactly("x");
            assertThat(trace).containsExactly("sibling cleans", "sibling cleaned");
            assertThat(sibling[0].isCancelled()).isTrue();
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_childFails_interruptsTheBodyAndTakesItBack() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "x"));
                try {
                    return park();
                } finally {
                    trace.add("cancelling " + Tasks.current().cancelling());
                }
            });

            assertThat(messages(thrown)).containsExactly("x");
            assertThat(trace).containsExactly("cancelling 1");
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_childFailsAndTheBodySwallows_throwsAllTheSame() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "x"));
                return refusing("body").run();
            });

            assertThat(messages(thrown)).containsExactly("x");
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void run_bodyFails_cancelsTheChildrenAndThrowsAGroup() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(cleaningFor(5, "child"));
                Tasks.yieldNow();
                throw new Boom("body");
            });

            assertThat(messages(thrown)).containsExactly("body");
            assertThat(trace).containsExactly("child cleans", "child cleaned");
        });
    }

    @Test
    void run_bodyFailsAlone_isAGroupToo() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                throw new Boom("body");
            });

            assertThat(thrown).hasMessage("unhandled errors in a TaskGroup (1 sub-exception)");
            assertThat(messages(thrown)).containsExactly("body");
        });
    }

    @Test
    void run_severalErrors_comeInOrderOfCompletionTheBodysLast() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(failingWhenCancelled(9, "third"));
                group.createTask(failingWhenCancelled(1, "second"));
                group.createTask(failingAfter(5, "first"));
                try {
                    return park();
                } catch (CancelledError cancelled) {
                    throw new Boom("body");
                }
            });

            assertThat(messages(thrown)).containsExactly("first", "second", "third", "body");
            assertThat(thrown).hasMessage("unhandled errors in a TaskGroup (4 sub-exceptions)");
            assertThat(thrown.getCause()).hasMessage("first");
            assertThat(thrown.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("second", "third", "body");
        });
    }

    @Test
    void run_bodyFailsFirst_isStillLast() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(failingWhenCancelled(1, "child"));
                Tasks.yieldNow();
                throw new Boom("body");
            });

            assertThat(messages(thrown)).containsExactly("child", "body");
        });
    }

    @Test
    void run_twoChildrenFailAtOnce_collectsBoth() {
        main(() -> {
            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "a"));
                group.createTask(failingAfter(5, "b"));
                return null;
            });

            assertThat(messages(thrown)).containsExactly("a", "b");
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void run_childCancelled_isForgotten() {
        main(() -> {
            List<Task<?>> tasks = group.run(() -> {
                Task<Object> a = group.createTask(OnALoop::park);
                Task<Object> b = group.createTask(after(10, "b"));
                Tasks.yieldNow();
                a.cancel();
                return List.of(a, b);
            });

            assertThat(tasks.get(0).isCancelled()).isTrue();
            assertThat(tasks.get(1).result()).isEqualTo("b");
        });
    }

    @Test
    void run_bodyCancelled_cancelsTheChildrenAndThrowsThat() {
        main(() -> {
            Task<Object> parent = spawn(() -> group.run(() -> {
                group.createTask(cleaningFor(5, "child"));
                return park();
            }));
            yields(2);
            parent.cancel("why");

            assertThat(catchThrowable(() -> await(parent)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(parent.isCancelled()).isTrue();
            assertThat(trace).containsExactly("child cleans", "child cleaned");
        });
    }

    @Test
    void run_cancelledWhileItWaits_cancelsTheChildrenAndThrowsThat() {
        main(() -> {
            Task<Object> parent = spawn(() -> group.run(() -> group.createTask(cleaningFor(5, "child"))));
            yields(3);
            parent.cancel("why");

            assertThat(catchThrowable(() -> await(parent)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(trace).containsExactly("child cleans", "child cleaned");
            assertThat(parent.cancelling()).isEqualTo(1);
        });
    }

    @Test
    void run_cancelledTwiceWhileItWaits_cancelsTheChildrenOnce() {
        main(() -> {
            Task<Object> parent = spawn(() -> group.run(() -> group.createTask(cleaningFor(5, "child"))));
            yields(3);
            parent.cancel("first");
            yields(2);
            parent.cancel("second");

            assertThat(catchThrowable(() -> await(parent)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("first");
            assertThat(trace).containsExactly("child cleans", "child cleaned");
        });
    }

    @Test
    void run_parentCancelledAndChildFailsOfIt_errorsComeFirstAndTheRequestIsRenewed() {
        main(() -> {
            Task<Object> parent = spawn(() -> {
                Throwable thrown = catchThrowable(() -> group.run(() -> {
                    group.createTask(failingWhenCancelled(1, "x"));
                    return park();
                }));
                trace.add(thrown.getClass().getSimpleName() + messages(thrown) + " cancelling "
                        + Tasks.current().cancelling());
                Throwable next = catchThrowable(Tasks::yieldNow);
                trace.add("then " + next.getClass().getSimpleName() + " cancelling "
                        + Tasks.current().cancelling());
            });
            yields(2);
            parent.cancel();
            await(parent);
        });
        assertThat(trace).containsExactly("ExceptionGroup[x] cancelling 1", "then CancelledError cancelling 1");
    }

    @Test
    void run_cancelledFromOutsideWhileAborting_errorsComeFirstAndTheRequestIsRenewed() {
        main(() -> {
            Task<Object> parent = spawn(() -> {
                Throwable thrown = catchThrowable(() -> group.run(() -> {
                    group.createTask(failingAfter(5, "x"));
                    group.createTask(cleaningFor(10, "sibling"));
                    return null;
                }));
                trace.add(thrown.getClass().getSimpleName() + messages(thrown) + " cancelling "
                        + Tasks.current().cancelling());
                Throwable next = catchThrowable(Tasks::yieldNow);
                trace.add("then " + next.getClass().getSimpleName());
            });
            loop.callLater(ms(8), parent::cancel);
            await(parent);
        });
        assertThat(trace)
                .containsExactly(
                        "sibling cleans", "sibling cleaned", "ExceptionGroup[x] cancelling 1", "then CancelledError");
    }

    @Test
    void run_nestedInnerFails_theOuterTakesItAsTheBodysError() {
        main(() -> {
            TaskGroup inner = new TaskGroup();

            Throwable thrown = thrownBy(() -> {
                group.createTask(cleaningFor(5, "outer child"));
                return inner.run(() -> {
                    inner.createTask(failingAfter(5, "x"));
                    return park();
                });
            });

            ExceptionGroup nested =
                    (ExceptionGroup) ((ExceptionGroup) thrown).exceptions().get(0);
            assertThat(((ExceptionGroup) thrown).exceptions()).hasSize(1);
            assertThat(messages(nested)).containsExactly("x");
            assertThat(trace).containsExactly("outer child cleans", "outer child cleaned");
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_nestedOuterChildFails_cancelsTheInnerGroup() {
        main(() -> {
            TaskGroup inner = new TaskGroup();

            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "x"));
                return inner.run(() -> inner.createTask(cleaningFor(5, "inner child")));
            });

            assertThat(messages(thrown)).containsExactly("x");
            assertThat(trace).containsExactly("inner child cleans", "inner child cleaned");
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_nestedBothFailAtOnce_throwsBoth() {
        main(() -> {
            TaskGroup inner = new TaskGroup();

            Throwable thrown = thrownBy(() -> {
                group.createTask(failingAfter(5, "outer"));
                return inner.run(() -> {
                    inner.createTask(failingAfter(5, "inner"));
                    return park();
                });
            });

            List<Throwable> errors = ((ExceptionGroup) thrown).exceptions();
            assertThat(errors).hasSize(2);
            assertThat(errors.get(0)).hasMessage("outer");
            assertThat(messages(errors.get(1))).containsExactly("inner");
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_insideATimeout_becomesTimeoutException() {
        main(() -> {
            Throwable thrown = catchThrowable(() ->
                    Tasks.timeout(ms(5)).run(() -> group.run(() -> group.createTask(cleaningFor(5, "child")))));

            assertThat(thrown).isExactlyInstanceOf(TimeoutException.class);
            assertThat(trace).containsExactly("child cleans", "child cleaned");
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void createTask_atTheWrongTime_isRefused() {
        assertThatThrownBy(() -> group.createTask(() -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("TaskGroup <TaskGroup> has not been entered");
        main(() -> {
            group.run(returning(null, Tasks::yieldNow));
            assertThatThrownBy(() -> group.createTask(() -> 1))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("TaskGroup <TaskGroup entered> is finished");
            assertThatThrownBy(() -> group.run(() -> 1))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("TaskGroup <TaskGroup entered> has already been entered");
        });
    }

    @Test
    void createTask_whileAborting_isRefused() {
        main(() -> thrownBy(() -> {
            group.createTask(failingAfter(5, "x"));
            group.createTask(cleaningFor(5, "sibling"));
            try {
                return park();
            } finally {
                assertThatThrownBy(() -> group.createTask(() -> 1))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("TaskGroup <TaskGroup tasks=1 errors=1 cancelling> is shutting down");
            }
        }));
    }

    @Test
    void createTask_fromAChildWhileTheParentWaits_isTaken() {
        main(() -> {
            group.run(() -> group.createTask(() -> {
                yields(3);
                return group.createTask(() -> trace.add(group.toString()));
            }));
        });
        assertThat(trace).containsExactly("<TaskGroup tasks=2 entered>");
    }

    @Test
    void run_outsideATask_isRefused() {
        assertThatThrownBy(() -> group.run(() -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
        loop.callSoon(() -> assertThatThrownBy(() -> group.run(() -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("TaskGroup <TaskGroup> cannot determine the parent task"));
        time.runReady();

        main(() -> assertThat(group.run(() -> 1)).isEqualTo(1));
    }

    @Test
    void run_null_isRefusedByName() {
        assertThatThrownBy(() -> group.run(null)).hasMessage("body");
        assertThatThrownBy(() -> group.createTask(null)).hasMessage("body");
    }

    @Test
    void run_fatalChild_abortsAndThrowsItRaw() {
        Task<Object> parent = spawn(() -> group.run(() -> {
            group.createTask(failingWhenCancelled(1, "other"));
            group.createTask(() -> {
                sleep(5);
                throw new Fatal("x");
            });
            return null;
        }));
        Fatal fromTheChild = catchThrowableOfType(Fatal.class, () -> loop.runUntilComplete(parent));
        Fatal fromTheGroup = catchThrowableOfType(Fatal.class, () -> loop.runUntilComplete(parent));

        assertThat(fromTheChild).hasMessage("x");
        assertThat(fromTheGroup).isSameAs(fromTheChild);
        assertThat(fromTheGroup.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("other");
        assertThat(parent.exception()).isSameAs(fromTheChild);
    }

    @Test
    void run_fatalBody_abortsAndThrowsItRaw() {
        Task<Object> parent = spawn(() -> group.run(() -> {
            group.createTask(cleaningFor(5, "child"));
            Tasks.yieldNow();
            throw new Fatal("x");
        }));

        assertThat(catchThrowable(() -> loop.runUntilComplete(parent))).isExactlyInstanceOf(Fatal.class);
        assertThat(trace).containsExactly("child cleans", "child cleaned");
    }

    @Test
    void close_whileTheBodyRuns_unwindsItAndCreatesNothing() {
        spawn(() -> {
            try {
                group.run(() -> {
                    group.createTask(OnALoop::park);
                    group.createTask(OnALoop::park);
                    return park();
                });
            } catch (Throwable exit) {
                trace.add(exit.getClass().getSimpleName());
                throw exit;
            }
        });
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("CoroutineExit");
    }

    @Test
    void close_whileItWaits_unwindsIt() {
        spawn(() -> {
            try {
                group.run(() -> group.createTask(OnALoop::park));
            } catch (Throwable exit) {
                trace.add(exit.getClass().getSimpleName());
                throw exit;
            }
        });
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("CoroutineExit");
    }

    @Test
    void child_failingAfterItsParentEnded_isReported() {
        Task<Object> parent = spawn(() -> group.run(() -> {
            group.createTask(failingWhenCancelled(1, "late")).setName("child");
            yields(2);
            throw new CoroutineExit("by hand");
        }));
        parent.setName("parent");
        assertThat(catchThrowable(() -> loop.runUntilComplete(parent))).isExactlyInstanceOf(CoroutineExit.class);

        main(() -> sleep(5));

        assertThat(reported)
                .containsExactly("Task <Task finished exception=" + Boom.class.getName()
                        + ": late name='child'> has errored out but its parent task <Task finished exception="
                        + CoroutineExit.class.getName()
                        + ": by hand name='parent'> is already completed");
        reported.clear();
    }

    @Test
    void exceptionGroup_ofNothing_isRefused() {
        assertThatThrownBy(() -> new ExceptionGroup("none", List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("exceptions must be a non-empty list, was []");
    }

    @Test
    void exceptionGroup_itsExceptions_cannotBeChanged() {
        ExceptionGroup one = new ExceptionGroup("one", List.of(new Boom("x")));

        assertThatThrownBy(() -> one.exceptions().clear()).isExactlyInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void run_childAwaitingAFutureThatTheGroupAwaitsToo_endsOnce() {
        main(() -> {
            LoopFuture<Object> shared = loop.createFuture();
            loop.callLater(ms(1), () -> shared.setResult("shared"));

            Object result = group.run(() -> {
                group.createTask(() -> await(shared));
                return await(shared);
            });

            assertThat(result).isEqualTo("shared");
        });
    }
}
