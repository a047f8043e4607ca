package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.Registration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Who waits for a future off the loop. Added from any thread; told on the thread that settles it. */
final class Observers {
    private record Node(Runnable step, @Nullable Node next) {}

    /** On top of the stack once the future is done: what comes later runs at once. */
    private static final Node SETTLED = new Node(() -> {}, null);

    private final AtomicReference<@Nullable Node> head = new AtomicReference<>();

    void add(SettableFuture<?> future, Runnable step) {
        if (push(step) && !(future instanceof LoopTask)) {
            // Someone waits who does not see the loop: a close must reach them. It reaches tasks by itself.
            Registration onClose = future.loop.onClose(future::failByClose);
            push(onClose::cancel);
        }
    }

    /** {@return false if the future is done: then {@code step} has run} */
    private boolean push(Runnable step) {
        for (; ; ) {
            Node top = head.get();
            if (top == SETTLED) {
                step.run();
                return false;
            }
            if (head.compareAndSet(top, new Node(step, top))) {
                return true;
            }
        }
    }

    void settled(SettableFuture<?> future) {
        for (Node node = head.getAndSet(SETTLED); node != null; node = node.next) {
            future.loop.errors().guard("Exception in observer of", future, node.step);
        }
    }

    static void await(SettableFuture<?> future) throws InterruptedException {
        if (!future.isDone()) {
            latch(future).await();
        }
    }

    static boolean await(SettableFuture<?> future, long timeout, TimeUnit unit) throws InterruptedException {
        return future.isDone() || latch(future).await(timeout, unit);
    }

    private static CountDownLatch latch(SettableFuture<?> future) {
        if (future.loop.inLoop()) {
            throw new IllegalStateException("get() would wait for ever: " + future + " needs loop \""
                    + future.loop.name() + "\", which runs on this thread, \""
                    + Thread.currentThread().getName() + "\"; use await()");
        }
        CountDownLatch done = new CountDownLatch(1);
        future.observe(done::countDown);
        return done;
    }
}
