package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;

/** The famous error: a loop used after it was closed. */
final class ClosedLoopChapter {
    private ClosedLoopChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("Event loop is closed");
        EventLoop loop = EventLoop.builder().name("first").build();
        narrator.expect(
                "run a coroutine on a new loop",
                "hello",
                () -> loop.runUntilComplete(() -> {
                    await(Tasks.sleep(Duration.ofMillis(1)));
                    return "hello";
                }));
        loop.close();
        narrator.expectClosed("run another after close()", () -> loop.runUntilComplete(() -> "again"));
        narrator.expectClosed("callSoon() after close()", () -> loop.callSoon(() -> {}));
        narrator.expectClosed(
                "submit() after close()", () -> loop.submit(() -> "never").get());
        narrator.expect("close() twice does nothing", true, () -> {
            loop.close();
            return loop.isClosed();
        });

        EventLoops.setEventLoop(loop);
        narrator.expect("getEventLoop() hands out the closed loop", true, () -> EventLoops.getEventLoop() == loop);
        narrator.expect(
                "isClosed() tells it", true, () -> EventLoops.getEventLoop().isClosed());
        narrator.expectClosed(
                "and using it is the error", () -> EventLoops.getEventLoop().runUntilComplete(() -> 1));
    }
}
