package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt of a thread that waits for what its {@code Runner} left behind. */
class RunnerCloseInterruptTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";

    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Thread home;

    /** Runs {@code main} on a thread that is interrupted once the runner waits. Returns whether it kept the flag. */
    private boolean runInterrupted(CoroutineEngine engine, CountDownLatch mainOver, Coroutine<?> main) {
        Elsewhere<Boolean> run = Elsewhere.start("home", () -> {
            home = Thread.currentThread();
            EventLoops.run(main, () -> Loops.on(engine));
            return Thread.interrupted();
        });
        Elsewhere.await(mainOver);
        Awaitility.await()
                .until(() -> home.getState() == Thread.State.WAITING || home.getState() == Thread.State.TIMED_WAITING);
        home.interrupt();
        return run.await();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedWhileItWaitsForACallInThePool_returnsWithTheFlagAndNamesTheCall(CoroutineEngine engine) {
        CountDownLatch begun = new CountDownLatch(1);
        List<String> warnings;
        boolean flag;
        try (Warnings log = new Warnings()) {
            flag = runInterrupted(engine, begun, () -> {
                var unused = Tasks.inExecutor(() -> {
                    begun.countDown();
                    never.await();
                    return 1;
                });
                Elsewhere.await(begun);
                return 1;
            });
            warnings = log.captured.messages(Level.WARNING);
        }

        assertThat(flag).isTrue();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("The end of loop \"api\" was cut short by an interrupt of thread \"home\"; still at work:"
                        + " \"api-executor-1\" at ")
                .contains("RunnerCloseInterruptTest");
        never.countDown();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_interruptedWhileItWaitsForATaskThatRefusesToEnd_closesTheLoop(CoroutineEngine engine) {
        CountDownLatch refused = new CountDownLatch(1);
        List<String> warnings;
        boolean flag;
        try (Warnings log = new Warnings()) {
            flag = runInterrupted(engine, refused, () -> {
                EventLoop loop = EventLoops.getRunningLoop();
                LoopFuture<Integer> pending = loop.createFuture();
                loop.createTask(() -> {
                            try {
                                return await(pending);
                            } catch (CancelledError error) {
                                refused.countDown();
                                return await(loop.<Integer>createFuture());
                            }
                        })
                        .setName("stubborn");
                Tasks.yieldNow();
                return 1;
            });
            warnings = log.captured.messages(Level.WARNING);
        }

        assertThat(flag).isTrue();
        assertThat(warnings)
                .containsExactly("The end of loop \"api\" was cut short by an interrupt of thread \"home\"; still at"
                        + " work: stubborn");
    }

    @Test
    void close_interruptedBefore_letsTasksUnwindAllTheSame() {
        boolean[] cleaned = {false};
        boolean flag = Elsewhere.call("home", () -> {
            Runner runner = new Runner(() -> Loops.on(CoroutineEngine.AUTO));
            runner.run(() -> {
                EventLoops.getRunningLoop().createTask(() -> {
                    try {
                        return await(EventLoops.getRunningLoop().<Integer>createFuture());
                    } finally {
                        Tasks.yieldNow();
                        cleaned[0] = true;
                    }
                });
                Tasks.yieldNow();
                return 1;
            });
            Thread.currentThread().interrupt();
            runner.close();
            return Thread.interrupted();
        });

        assertThat(flag).isTrue();
        assertThat(cleaned[0]).isTrue();
    }

    private static final class Warnings implements AutoCloseable {
        final CapturedLog captured = new CapturedLog();

        @Override
        public void close() {
            captured.close();
        }
    }
}
