package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All engines behave alike. */
class EngineTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final int MANY = Integer.getInteger("loopbridge.many", 2_000);

    private final List<String> trace = new ArrayList<>();

    /** Callbacks, timers, tasks that wait for each other, failures and cancellation, in one. */
    private static List<String> program(CoroutineEngine engine) {
        List<String> trace = new ArrayList<>();
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> gate = loop.createFuture();
        Task<String> waiting = loop.createTask(() -> {
            trace.add("waiting begins");
            try {
                return await(gate);
            } finally {
                trace.add("waiting ends");
            }
        });
        Task<String> cancelled = loop.createTask(() -> {
            try {
                return await(loop.<String>createFuture());
            } catch (CancelledError error) {
                trace.add("cancelled: " + error.getMessage());
                Tasks.yieldNow();
                throw error;
            }
        });
        loop.callSoon(() -> trace.add("callback, home"));
        loop.callLater(Duration.ZERO, () -> trace.add("timer"));
        String result = loop.runUntilComplete(() -> {
            for (int i = 0; i < 3; i++) {
                int number = i;
                loop.createTask(() -> trace.add("child " + number));
                loop.callSoon(() -> trace.add("callback " + number));
            }
            Tasks.yieldNow();
            cancelled.cancel("enough");
            gate.setResult("opened");
            trace.add("main got " + await(waiting));
            Task<String> failing = loop.createTask(() -> {
                Tasks.yieldNow();
                throw new Exception("failing");
            });
            trace.add("main caught " + catchThrowable(() -> await(failing)).getMessage());
            trace.add("main saw "
                    + catchThrowable(() -> await(cancelled)).getClass().getSimpleName());
            return "result";
        });
        trace.add(result);
        return trace;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void program_onEachEngine_leavesTheSameTrace(CoroutineEngine engine) {
        assertThat(program(engine))
                .containsExactly(
                        "waiting begins",
                        "callback, home",
                        "timer",
                        "child 0",
                        "callback 0",
                        "child 1",
                        "callback 1",
                        "child 2",
                        "callback 2",
                        "cancelled: enough",
                        "waiting ends",
                        "main got opened",
                        "main caught failing",
                        "main saw CancelledError",
                        "result");
    }

    private static int deep(int depth, LoopFuture<Integer> bottom) {
        return depth == 0 ? await(bottom) : deep(depth - 1, bottom) + 1;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void await_fiveHundredCallsDeep_resumesThere(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<Integer> bottom = loop.createFuture();
        loop.callLater(Duration.ZERO, () -> bottom.setResult(0));

        assertThat(loop.<Integer>runUntilComplete(() -> deep(500, bottom))).isEqualTo(500);
    }

    private List<Task<Integer>> suspendMany(EventLoop loop, LoopFuture<Integer> gate) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tasks.add(loop.createTask(() -> {
                try {
                    return await(gate);
                } finally {
                    trace.add("finally");
                }
            }));
        }
        loop.stop();
        loop.runForever();
        return tasks;
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void await_twoThousandSuspended_allResume(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<Integer> gate = loop.createFuture();
        List<Task<Integer>> tasks = suspendMany(loop, gate);

        gate.setResult(1);
        loop.stop();
        loop.runForever();

        assertThat(tasks.stream().mapToInt(LoopFuture::result).sum()).isEqualTo(MANY);
        assertThat(trace).hasSize(MANY);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_twoThousandSuspended_allUnwind(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        suspendMany(loop, loop.createFuture());

        CloseReport report =
                loop.shutdown(Duration.ofSeconds(20)).toCompletableFuture().join();

        assertThat(trace).hasSize(MANY);
        assertThat(report.tasksCancelled()).isEqualTo(MANY);
        assertThat(report.tasksFailed()).isZero();
        assertThat(report.notUnwound()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_twoThousandSuspended_allUnwind(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        List<Task<Integer>> tasks = suspendMany(loop, loop.createFuture());

        loop.close();

        assertThat(trace).hasSize(MANY);
        assertThat(tasks).allSatisfy(task -> assertThat(task.exception()).isInstanceOf(LoopClosedException.class));
        assertThat(Loops.report(loop).tasksFailed()).isEqualTo(MANY);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void callbacks_betweenCoroutines_runOnTheHomeThread(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        List<Thread> threads = new ArrayList<>();

        loop.runUntilComplete(() -> {
            for (int i = 0; i < 3; i++) {
                loop.callSoon(() -> threads.add(Thread.currentThread()));
                loop.callLater(Duration.ZERO, () -> threads.add(Thread.currentThread()));
                Tasks.yieldNow();
            }
            Tasks.yieldNow();
            return 1;
        });

        assertThat(threads).hasSize(6).containsOnly(Thread.currentThread());
    }

    @Test
    void engine_fromTheProperty_isChecked() {
        String before = System.getProperty(CoroutineEngine.PROPERTY);
        System.setProperty(CoroutineEngine.PROPERTY, "threads");
        try {
            String carrier = EventLoop.create()
                    .runUntilComplete(() -> Thread.currentThread().getName());

            assertThat(carrier).startsWith("loopbridge-coroutine-");
        } finally {
            if (before == null) {
                System.clearProperty(CoroutineEngine.PROPERTY);
            } else {
                System.setProperty(CoroutineEngine.PROPERTY, before);
            }
        }
    }
}
