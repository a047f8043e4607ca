package dev.loopbridge.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Loops in the states that tests need. */
final class Loops {
    private Loops() {}

    /** {@return the engines that this JVM offers} */
    static Stream<CoroutineEngine> engines() {
        List<CoroutineEngine> offered = new ArrayList<>();
        for (CoroutineEngine engine : CoroutineEngine.values()) {
            try {
                EventLoop.builder().engine(engine).build();
                offered.add(engine);
            } catch (IllegalStateException notHere) {
                // JDK 17 has no virtual threads
            }
        }
        return offered.stream();
    }

    static EventLoop on(CoroutineEngine engine) {
        return EventLoop.builder().name("api").engine(engine).build();
    }

    static EventLoop closed(EventLoop loop) {
        loop.close();
        return loop;
    }

    static String closedText(CloseInfo info) {
        return "Event loop is closed: loop \"" + info.loop() + "\" was closed by " + info.reason() + " on thread \""
                + info.closedBy() + "\" at " + info.when()
                + "; make a new one with EventLoops.newEventLoop() or EventLoops.run(), or ask isClosed() first";
    }

    static String noLoopText(String thread) {
        return "There is no current event loop in thread '" + thread
                + "'. Run a body with EventLoops.run(), which needs none; or make one with EventLoops.newEventLoop() and keep"
                + " it for this thread with EventLoops.setEventLoop()";
    }

    static CloseReport report(EventLoop closed) {
        return closed.shutdown(java.time.Duration.ZERO).toCompletableFuture().join();
    }

    /** Waits until a loop that runs elsewhere has run what it was handed so far; a full one is asked again. */
    static void awaitTurns(EventLoop loop) {
        CountDownLatch passed = new CountDownLatch(1);
        for (boolean taken = false; !taken; ) {
            try {
                loop.execute(passed::countDown);
                taken = true;
            } catch (LoopClosedException closed) {
                throw closed;
            } catch (RejectedExecutionException full) {
                Thread.onSpinWait();
            }
        }
        Elsewhere.await(passed);
    }

    /** Runs {@code test} on this thread while {@code loop} runs on another, which then stops. */
    static void whileRunning(EventLoop loop, Consumer<EventLoop> test) {
        CountDownLatch running = new CountDownLatch(1);
        loop.callSoonThreadsafe(running::countDown);
        Elsewhere<Boolean> home = Elsewhere.start("home", () -> {
            loop.runForever();
            return true;
        });
        Elsewhere.await(running);
        try {
            test.accept(loop);
        } finally {
            if (!loop.isClosed()) {
                try {
                    loop.callSoonThreadsafe(loop::stop);
                } catch (LoopClosedException meanwhile) {
                    // what the test wanted
                }
            }
        }
        home.await();
    }
}
