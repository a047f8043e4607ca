package dev.loopbridge.samples;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import java.util.concurrent.atomic.AtomicInteger;

/** The cures for a closed loop: a new one, a loop for each run, a policy, a reset. */
final class CuresChapter {
    private CuresChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("The cures");
        narrator.expect("cure 1: newEventLoop() and setEventLoop()", "fresh", () -> {
            EventLoop fresh = EventLoops.newEventLoop();
            EventLoops.setEventLoop(fresh);
            return EventLoops.getEventLoop().runUntilComplete(() -> "fresh");
        });
        EventLoops.getEventLoop().close();

        EventLoop[] used = new EventLoop[1];
        narrator.expect(
                "cure 2: EventLoops.run() makes a loop for each run",
                "ran",
                () -> EventLoops.run(() -> {
                    used[0] = EventLoops.getRunningLoop();
                    return "ran";
                }));
        narrator.expect("and closes it", true, () -> used[0].isClosed());
        narrator.expectError(
                "afterwards the thread has no loop",
                IllegalStateException.class,
                "There is no current event loop in thread '"
                        + Thread.currentThread().getName()
                        + "'. Run a body with EventLoops.run(), which needs none; or make one with"
                        + " EventLoops.newEventLoop() and keep it for this thread with EventLoops.setEventLoop()",
                EventLoops::getEventLoop);

        AtomicInteger made = new AtomicInteger();
        EventLoops.setEventLoopPolicy(() ->
                EventLoop.builder().name("policy-" + made.incrementAndGet()).build());
        narrator.expect(
                "cure 3: a policy decides which loop is made",
                "policy-1",
                () -> EventLoops.run(() -> EventLoops.getRunningLoop().name()));
        EventLoops.setEventLoopPolicy(null);

        EventLoops.setEventLoop(EventLoops.newEventLoop());
        EventLoops.getEventLoop().close();
        narrator.expect(
                "interactive: reset() replaces a closed loop",
                "alive",
                () -> EventLoops.reset().runUntilComplete(() -> "alive"));
        EventLoops.getEventLoop().close();
        EventLoops.setEventLoop(null);
    }
}
