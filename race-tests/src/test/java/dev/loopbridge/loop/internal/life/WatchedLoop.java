package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.internal.LoopBuilder;
import dev.loopbridge.loop.internal.Meeting;
import dev.loopbridge.loop.internal.NativeLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A loop that counts what it reports, and how many threads are at work in it. */
public final class WatchedLoop {
    /** What its exception handler was told last. */
    private final AtomicReference<String> report = new AtomicReference<>("");

    private final Meeting meeting = new Meeting();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlapped;
    public final NativeLoop loop;

    /** An idle one. */
    public WatchedLoop() {
        this(builder -> {});
    }

    /** An idle one, as {@code setting} says. */
    public WatchedLoop(Consumer<EventLoop.Builder> setting) {
        LoopBuilder builder = builder();
        setting.accept(builder);
        loop = (NativeLoop) builder.build();
    }

    /** One that {@code host} runs. */
    public WatchedLoop(LoopHost host) {
        loop = (NativeLoop) builder().buildGuest(host);
    }

    private LoopBuilder builder() {
        LoopBuilder builder = new LoopBuilder();
        var unused =
                builder.name("race").exceptionHandler((of, context) -> report.set(", reported " + context.message()));
        return builder;
    }

    /** As {@link Meeting#meet}. */
    public void meet() {
        meeting.meet();
    }

    /** What only one thread at a time may do. */
    public void work() {
        if (inside.incrementAndGet() != 1) {
            overlapped = true;
        }
        Thread.onSpinWait();
        inside.decrementAndGet();
    }

    /** {@return how {@code call} ended, in a word} */
    public static String outcome(Runnable call) {
        try {
            call.run();
            return "done";
        } catch (LoopClosedException closed) {
            return "closed";
        } catch (IllegalStateException refused) {
            String message = String.valueOf(refused.getMessage());
            return message.contains("running") || message.contains("while it runs") ? "running" : message;
        } catch (Throwable other) {
            return other.toString();
        }
    }

    /** Runs what is there. Once both rivals have come to their end. */
    public void runOnce() {
        loop.execute(loop::stop);
        loop.runForever();
    }

    /** As the thread that looks after a shutdown, when the loop does not come round to it. There must be one. */
    public void tellOverdue() {
        loop.end().tellOverdue();
    }

    /** Asks for a shutdown that nobody serves until the loop is run. */
    public void askToEnd() {
        var unused = loop.shutdownAtHome(Duration.ZERO, "a test");
    }

    /** {@return how many wait to hear of the close} */
    public int listeners() {
        return loop.end().listeners().size();
    }

    /** Closes the loop. Returns how many timers were still waiting in it. */
    public int timers() {
        return loop.shutdown(Duration.ZERO, "the end of a test")
                .toCompletableFuture()
                .join()
                .timersAbandoned();
    }

    /** {@return nothing, when all was well} */
    public String complaints() {
        return report.get() + (overlapped ? ", two threads at once" : "");
    }
}
