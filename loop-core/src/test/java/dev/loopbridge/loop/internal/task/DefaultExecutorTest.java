package dev.loopbridge.loop.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop's own pool on a machine that has no threads left. */
class DefaultExecutorTest {
    private int threadsLeft;
    private final DefaultExecutor executor = new DefaultExecutor("api", null, job -> {
        if (threadsLeft-- <= 0) { // not in start(), which the pools of newer JDKs pass by
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(job);
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void shutDown() {
        var unused = executor.shutDown();
    }

    @Test
    void execute_noSecondThreadToBeHad_isRunByTheFirst() throws Exception {
        threadsLeft = 1;
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<Boolean> first = new FutureTask<>(() -> release.await(10, TimeUnit.SECONDS));
        FutureTask<Integer> second = new FutureTask<>(() -> 2);
        executor.execute(first);

        executor.execute(second);
        release.countDown();

        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void execute_noThreadToBeHad_isRefusedWithARemedy() throws Exception {
        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage(
                        "no thread could be had for the default executor of loop \"api\"; let fewer calls run at once,"
                                + " or give its builder an executor")
                .hasCauseExactlyInstanceOf(OutOfMemoryError.class);
        threadsLeft = 1;
        FutureTask<Integer> next = new FutureTask<>(() -> 1);

        executor.execute(next);

        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
}
