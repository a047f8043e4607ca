package dev.loopbridge.endurance.matrix;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A scheduler or executor of a peer's, on threads that we know.
 *
 * @param <S> its type
 */
final class PeerTarget<S> implements ClosingTarget {
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final S peer;
    private final Consumer<S> closing;

    PeerTarget(Function<ThreadFactory, S> opening, Consumer<S> closing) {
        this.peer = opening.apply(this::newThread);
        this.closing = closing;
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "peer");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    S peer() {
        return peer;
    }

    @Override
    public void close() {
        closing.accept(peer);
    }

    @Override
    public boolean settle() {
        return List.copyOf(threads).stream().allMatch(BoundedWait::join);
    }

    @Override
    public boolean promises() {
        return false;
    }
}
