package dev.loopbridge.benchmarks.peer;

/** Our loop, with a handle to cancel each task by. */
final class LoopHandlePeer extends LoopPeer {
    @Override
    public void execute(Runnable task) {
        var unused = loop.callSoonThreadsafe(task);
    }
}
