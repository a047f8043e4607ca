package dev.loopbridge.benchmarks.peer;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/** The least that takes tasks from other threads: a queue of JCTools, and one who never sleeps to drain it. */
final class JctoolsLimit extends OwnThread {
    private final MessagePassingQueue<Runnable> queue;

    private JctoolsLimit(MessagePassingQueue<Runnable> queue) {
        this.queue = queue;
        start();
    }

    /** Bounded, and made whole before the first task. */
    static JctoolsLimit array() {
        return new JctoolsLimit(new MpscVarHandleArrayQueue<>(1 << 17));
    }

    /** Unbounded, in linked chunks. */
    static JctoolsLimit chunked() {
        return new JctoolsLimit(new MpscUnboundedVarHandleArrayQueue<>(1024));
    }

    @Override
    public void execute(Runnable task) {
        if (!queue.offer(task)) {
            throw new IllegalStateException("full");
        }
    }

    @Override
    boolean work() {
        if (queue.drain(Runnable::run) == 0) {
            Thread.onSpinWait();
        }
        return true;
    }
}
