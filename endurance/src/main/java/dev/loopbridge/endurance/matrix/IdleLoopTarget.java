package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;

/** A loop that nobody runs. */
final class IdleLoopTarget implements ClosingTarget {
    private final EventLoop loop =
            EventLoop.builder().exceptionHandler((idle, context) -> {}).build();

    EventLoop loop() {
        return loop;
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public boolean settle() {
        return loop.isClosed();
    }

    @Override
    public boolean promises() {
        return true;
    }
}
