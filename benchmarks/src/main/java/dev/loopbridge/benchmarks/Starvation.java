package dev.loopbridge.benchmarks;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether anybody else gets through beside a flood: a timer of 10 ms, and a shutdown without grace. */
public final class Starvation {
    private static final Duration TIMER = Duration.ofMillis(10);
    private static final int TIMERS = 300;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long GOAL_MILLIS = 100;

    private Starvation() {}

    /** Arguments: how many shutdowns of each flood. */
    public static void main(String[] args) throws Exception {
        int shutdowns = Integer.parseInt(args[0]);
        System.out.printf(
                "%-28s %-30s %s%n", "beside", "10 ms timer late by (ms)", "told within 100 ms of shutdown(ZERO)");
        for (Flood flood : Flood.values()) {
            System.out.printf("%-28s %-30s %s%n", flood, late(flood), told(flood, shutdowns));
        }
        System.exit(0);
    }

    private static String late(Flood flood) throws InterruptedException {
        if (!flood.givesWay()) {
            return "-";
        }
        EventLoopThread host = EventLoopThread.start("flooded");
        flood.begin(host.loop()).subscribe(done -> {}, closed -> {});
        double[] late = new double[TIMERS];
        for (int i = 0; i < TIMERS; i++) {
            late[i] = lateMillis(host.loop());
        }
        host.close();
        Arrays.sort(late);
        return String.format(
                Locale.ROOT,
                "50 %% %.2f  99 %% %.2f  max %.2f",
                late[TIMERS / 2],
                late[TIMERS * 99 / 100],
                late[TIMERS - 1]);
    }

    private static double lateMillis(EventLoop loop) throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        long[] at = {0};
        long due = System.nanoTime() + TIMER.toNanos();
        loop.execute(() -> loop.callAt(due, () -> {
            at[0] = System.nanoTime();
            rung.countDown();
        }));
        if (!rung.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            return PATIENCE_MILLIS;
        }
        return (at[0] - due) / 1e6;
    }

    private static String told(Flood flood, int times) throws Exception {
        int inTime = 0;
        double[] took = new double[times];
        for (int i = 0; i < times; i++) {
            took[i] = toldAfterMillis(flood);
            inTime += took[i] <= GOAL_MILLIS ? 1 : 0;
        }
        Arrays.sort(took);
        return String.format(
                Locale.ROOT,
                "%d of %d (50 %% after %.1f ms, max %.1f)",
                inTime,
                times,
                took[times / 2],
                took[times - 1]);
    }

    private static double toldAfterMillis(Flood flood) throws Exception {
        EventLoopThread host = EventLoopThread.start("flooded");
        CompletableFuture<Void> ended = flood.begin(host.loop()).toFuture();
        lateMillisUnlessStuck(flood, host.loop());
        long began = System.nanoTime();
        host.loop().shutdown(Duration.ZERO);
        try {
            var unused = ended.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException told) {
            // by LoopClosedException
        } catch (TimeoutException never) {
            return PATIENCE_MILLIS;
        } finally {
            Flood.release(host.loop());
        }
        return (System.nanoTime() - began) / 1e6;
    }

    /** Until the flood is under way. */
    private static void lateMillisUnlessStuck(Flood flood, EventLoop loop) throws InterruptedException {
        if (flood.givesWay()) {
            var unused = lateMillis(loop);
        } else {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
