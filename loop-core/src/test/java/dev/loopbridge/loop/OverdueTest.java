package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shutdown that the loop's own thread does not come round to. */
@ExtendWith(LeakFree.class)
class OverdueTest {
    private final CountDownLatch kept = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private void keep() {
        kept.countDown();
        Elsewhere.await(go);
    }

    private EventLoopThread hostKeptByACallback() {
        EventLoopThread host = EventLoopThread.start("api");
        host.loop().execute(this::keep);
        Elsewhere.await(kept);
        return host;
    }

    @Test
    void shutdown_callbackKeepsTheLoop_tellsFollowersOnAnotherThreadOnce() {
        EventLoopThread host = hostKeptByACallback();
        CompletableFuture<LoopClosedException> told = new CompletableFuture<>();
        CompletableFuture<Thread> teller = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger();
        ((NativeLoop) host.loop()).onEnd(why -> {
            times.incrementAndGet();
            teller.complete(Thread.currentThread());
            told.complete(why);
        });

        host.loop().shutdown(Duration.ZERO, "the test");

        assertThat(told.join().info().reason()).isEqualTo("the test");
        assertThat(teller.join()).isNotSameAs(host.thread());
        assertThat(host.loop().isClosed()).isFalse();
        go.countDown();
        host.close();
        assertThat(times).hasValue(1);
    }

    @Test
    void shutdown_callbackKeepsTheLoop_refusesWhatComes() {
        EventLoopThread host = hostKeptByACallback();
        CompletableFuture<LoopClosedException> told = new CompletableFuture<>();
        ((NativeLoop) host.loop()).onEnd(told::complete);
        host.loop().shutdown(Duration.ZERO, "the test");
        told.join();

        assertThatThrownBy(() -> host.loop().submit(() -> 1))
                .isExactlyInstanceOf(LoopClosedException.class)
                .hasMessage(Loops.closedText(told.join().info()));
        go.countDown();
        host.close();
    }

    @Test
    void onEnd_afterItWasOverdue_isToldAtOnce() {
        EventLoopThread host = hostKeptByACallback();
        NativeLoop loop = (NativeLoop) host.loop();
        CompletableFuture<LoopClosedException> first = new CompletableFuture<>();
        loop.onEnd(first::complete);
        loop.shutdown(Duration.ZERO);
        first.join();
        AtomicInteger late = new AtomicInteger();
        AtomicInteger watcher = new AtomicInteger();

        loop.onEnd(why -> late.incrementAndGet());
        loop.watchOverdue(why -> watcher.incrementAndGet());

        assertThat(late).hasValue(1);
        assertThat(watcher).hasValue(1);
        go.countDown();
        host.close();
        assertThat(late).hasValue(1);
    }

    @Test
    void watchOverdue_forgottenOrClosedInTime_isNotTold() {
        EventLoopThread host = EventLoopThread.start("api");
        AtomicInteger told = new AtomicInteger();
        ((NativeLoop) host.loop()).watchOverdue(why -> told.incrementAndGet());

        host.close();

        assertThat(told).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_bodyKeepsTheLoop_namesItInTheReport(CoroutineEngine engine) {
        EventLoopThread host = EventLoopThread.start(Loops.on(engine));
        host.loop()
                .submit(() -> {
                    keep();
                    return 1;
                })
                .setName("keeper");
        Elsewhere.await(kept);

        CloseReport report =
                host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, 0, 0, 0, List.of(), List.of("keeper")));
        assertThat(host.loop().isClosed()).isFalse();
        go.countDown();
        host.close();
        assertThat(host.loop().isClosed()).isTrue();
    }

    @Test
    void shutdown_callbackKeepsTheLoop_countsWhomItToldInBothReports() {
        EventLoopThread host = hostKeptByACallback();
        ((NativeLoop) host.loop()).onEnd(why -> {});
        host.loop().onClose(why -> {});

        CloseReport overdue =
                host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();
        go.countDown();
        host.close();

        assertThat(overdue.listenersTold()).isEqualTo(1);
        assertThat(Loops.report(host.loop()).listenersTold()).isEqualTo(2);
    }

    @Test
    void shutdown_callbackKeepsTheLoop_namesTheThreadAndWhereItIs() {
        EventLoopThread host = hostKeptByACallback();

        CloseReport report =
                host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(report.stillRunning()).singleElement().asString().startsWith("thread \"api\" at ");
        go.countDown();
        host.close();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_bodyKeepsTheLoopAsItUnwinds_isToldAllTheSame(CoroutineEngine engine) {
        EventLoopThread host = EventLoopThread.start(Loops.on(engine));
        host.loop()
                .submit(() -> {
                    try {
                        return Await.await(host.loop().createFuture());
                    } finally {
                        keep();
                    }
                })
                .setName("keeper");
        Loops.awaitTurns(host.loop());

        CloseReport report =
                host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(report.stillRunning()).containsExactly("keeper");
        go.countDown();
        host.close();
    }
}
