package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** More tasks than a loop may have: refused or waiting, and none is lost. */
@ExtendWith(LeakFree.class)
class MaxTasksFaultsTest {
    private static final int MOST = 3;
    private static final String FULL = "Event loop \"small\" has " + MOST
            + " tasks that have not ended, its maxTasks; create fewer, or let them wait or allow more in its builder";

    private final List<String> trace = new ArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();

    private static EventLoop loop(CoroutineEngine engine, TaskLimit limit) {
        return EventLoop.builder()
                .name("small")
                .engine(engine)
                .maxTasks(MOST, limit)
                .build();
    }

    private Object body() {
        peak.accumulateAndGet(live.incrementAndGet(), Math::max);
        Tasks.yieldNow();
        Tasks.yieldNow();
        live.decrementAndGet();
        return ran.incrementAndGet();
    }

    private static Object forever() {
        return Await.await(EventLoops.getRunningLoop().createFuture());
    }

    private static void turns() {
        for (int i = 0; i < 5; i++) {
            Tasks.yieldNow();
        }
    }

    private static void iterate(EventLoop loop) {
        for (int i = 0; i < 5; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void createTask_pastTheLimitThatRefuses_isRefusedUntilOneEnds(CoroutineEngine engine) {
        try (EventLoop loop = loop(engine, TaskLimit.REFUSE)) {
            loop.runUntilComplete(() -> {
                Task<Object> first = loop.createTask(this::body);
                loop.createTask(this::body);
                loop.createTask(this::body);

                assertThatThrownBy(() -> loop.createTask(this::body))
                        .isExactlyInstanceOf(RejectedExecutionException.class)
                        .hasMessage(FULL);
                Await.await(first);
                turns();
                return Await.await(loop.createTask(this::body));
            });
        }

        assertThat(ran).hasValue(MOST + 1);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void createTask_pastTheLimitThatLetsThemWait_beginsInOrderAsOthersEnd(CoroutineEngine engine) {
        try (EventLoop loop = loop(engine, TaskLimit.WAIT)) {
            loop.runUntilComplete(() -> {
                List<Task<Object>> tasks = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String name = "task " + i;
                    tasks.add(loop.createTask(() -> {
                        trace.add(name);
                        return body();
                    }));
                }
                return Tasks.wait(tasks);
            });
        }

        assertThat(peak).hasValue(MOST);
        assertThat(ran).hasValue(20);
        assertThat(trace).isSortedAccordingTo((one, other) -> Integer.compare(number(one), number(other)));
    }

    private static int number(String task) {
        return Integer.parseInt(task.substring("task ".length()));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void submit_fromManyThreadsPastTheLimitThatLetsThemWait_runsEach(CoroutineEngine engine) throws Exception {
        try (EventLoopThread host = EventLoopThread.start(loop(engine, TaskLimit.WAIT))) {
            List<Elsewhere<List<Task<Object>>>> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(Elsewhere.start("submitter-" + thread, () -> {
                    List<Task<Object>> mine = new ArrayList<>();
                    for (int n = 0; n < 50; n++) {
                        mine.add(host.loop().submit(this::body));
                    }
                    return mine;
                }));
            }
            for (Elsewhere<List<Task<Object>>> thread : threads) {
                for (Task<Object> task : thread.await()) {
                    assertThat(task.get()).isNotNull();
                }
            }
        }

        assertThat(ran).hasValue(200);
        assertThat(peak).hasValueLessThanOrEqualTo(MOST);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void submit_fromManyThreadsPastTheLimitThatRefuses_runsEachThatWasAccepted(CoroutineEngine engine) {
        AtomicInteger accepted = new AtomicInteger();
        try (EventLoop loop = loop(engine, TaskLimit.REFUSE)) {
            List<Elsewhere<Boolean>> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(Elsewhere.start("submitter-" + thread, () -> {
                    for (int n = 0; n < 50; n++) {
                        try {
                            loop.submit(this::body);
                            accepted.incrementAndGet();
                        } catch (RejectedExecutionException full) {
                            assertThat(full).hasMessage(FULL);
                        }
                    }
                    return true;
                }));
            }
            threads.forEach(Elsewhere::await);
            iterate(loop);
        }

        assertThat(accepted).hasValue(MOST);
        assertThat(ran).hasValue(MOST);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void cancel_ofATaskThatWaits_endsItAtOnceAndTheOthersWaitOn(CoroutineEngine engine) {
        try (EventLoop loop = loop(engine, TaskLimit.WAIT)) {
            loop.runUntilComplete(() -> {
                List<Task<Object>> running = new ArrayList<>();
                for (int i = 0; i < MOST; i++) {
                    running.add(loop.createTask(MaxTasksFaultsTest::forever));
                }
                Task<Object> cancelled = loop.createTask(this::body);
                Task<Object> next = loop.createTask(this::body);
                turns();

                cancelled.cancel();
                turns();
                assertThat(cancelled.isCancelled()).isTrue();
                assertThat(next.isDone()).isFalse();
                running.get(0).cancel();
                Await.await(next);
                running.forEach(Task::cancel);
                return 0;
            });
            iterate(loop);
        }

        assertThat(ran).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void close_whileTasksWait_failsThemAll(CoroutineEngine engine) {
        EventLoop loop = loop(engine, TaskLimit.WAIT);
        List<Task<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(loop.createTask(MaxTasksFaultsTest::forever));
        }
        iterate(loop);

        loop.close();

        assertThat(tasks)
                .allSatisfy(task -> assertThatThrownBy(task::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(LoopClosedException.class));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_whileTasksWait_cancelsThemAll(CoroutineEngine engine) {
        EventLoop loop = loop(engine, TaskLimit.WAIT);
        List<Task<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(loop.createTask(MaxTasksFaultsTest::forever));
        }
        iterate(loop);

        CloseReport report =
                loop.shutdown(Duration.ofSeconds(5)).toCompletableFuture().join();

        assertThat(report.tasksCancelled()).isEqualTo(10);
        assertThat(tasks).allMatch(Task::isCancelled);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void createTask_byTasksThatHaveTheirPlaces_doesNotWaitForThem(CoroutineEngine engine) {
        try (EventLoop loop = loop(engine, TaskLimit.WAIT)) {
            loop.runUntilComplete(() -> {
                List<Task<Object>> outer = new ArrayList<>();
                for (int i = 0; i < 2 * MOST; i++) {
                    outer.add(loop.createTask(() -> Await.await(loop.createTask(this::body))));
                }
                return Tasks.wait(outer);
            });
        }

        assertThat(ran).hasValue(2 * MOST);
    }
}
