package dev.loopbridge.benchmarks.peer;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.TimerHandle;
import java.time.Duration;

/** Our loop, on a thread of its own. */
class LoopPeer implements TimedPeer {
    private final EventLoopThread thread = EventLoopThread.start("loopbridge");
    final EventLoop loop = thread.loop();

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Object schedule(Runnable task, long delayNanos) {
        return loop.callLater(Duration.ofNanos(delayNanos), task);
    }

    @Override
    public void cancel(Object handle) {
        ((TimerHandle) handle).cancel();
    }

    @Override
    public void close() {
        thread.close();
    }
}
