package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.internal.Hosting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Somebody begins to run a loop between the start of its host's thread and that thread's first look. */
class HostingFaultsTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .exceptionHandler((of, context) -> told.add(context.message()))
            .build();

    @Test
    void host_loopThatSomebodyRunsMeanwhile_waitsForItsTurnAndTellsNothing() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        loop.execute(running::countDown);
        Thread owner = new Thread(loop::runForever, "owner");
        owner.setDaemon(true);
        owner.start();
        running.await();
        Thread host = new Thread(() -> Hosting.run(loop), "host");
        host.setDaemon(true);
        host.start();

        await().until(() -> host.getState() == Thread.State.WAITING || host.getState() == Thread.State.TIMED_WAITING);
        loop.callSoonThreadsafe(loop::stop);
        owner.join();
        loop.callSoonThreadsafe(
                () -> told.add("served by " + Thread.currentThread().getName()));
        Loops.awaitTurns(loop);
        loop.shutdown(Duration.ZERO);
        host.join();

        assertThat(told).containsExactly("served by host");
    }
}
