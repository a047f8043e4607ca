package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import java.time.Duration;
import java.util.function.Consumer;

/** A loop on a thread of its own. */
final class RunningLoopTarget implements ClosingTarget {
    private final EventLoopThread host = EventLoopThread.start(
            EventLoop.builder().exceptionHandler((loop, context) -> {}).build());
    private final Consumer<EventLoopThread> closing;

    /** Closed without grace. */
    RunningLoopTarget() {
        this(thread -> thread.loop().shutdown(Duration.ZERO));
    }

    private RunningLoopTarget(Consumer<EventLoopThread> closing) {
        this.closing = closing;
    }

    /** {@return one whose tasks may unwind before it is closed} */
    static RunningLoopTarget closedByHost() {
        return new RunningLoopTarget(EventLoopThread::close);
    }

    EventLoop loop() {
        return host.loop();
    }

    @Override
    public void close() {
        closing.accept(host);
    }

    @Override
    public boolean settle() {
        return BoundedWait.join(host.thread());
    }

    @Override
    public boolean promises() {
        return true;
    }
}
