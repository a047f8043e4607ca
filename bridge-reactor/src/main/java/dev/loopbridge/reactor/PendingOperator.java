package dev.loopbridge.reactor;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.Fuseable.QueueSubscription;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.scheduler.Scheduler.Worker;

/** An operator that scheduled itself, seen from its scheduler: it and whom it signals. */
record PendingOperator(Scannable operator, Subscriber<?> actual) {
    /** {@return the operator; null if the task is none, or is one that others feed too, such as a window} */
    static @Nullable PendingOperator of(Runnable task) {
        return task instanceof Scannable operator
                        && !(task instanceof Publisher)
                        && operator.scanUnsafe(Attr.ACTUAL) instanceof Subscriber<?> actual
                ? new PendingOperator(operator, actual)
                : null;
    }

    /** {@return the operator, if it is one that subscribes on {@code worker}; null if the task is anything else} */
    static @Nullable PendingOperator ofSubscribeOn(Runnable task, Worker worker) {
        boolean isFed =
                task instanceof Subscriber && task instanceof Subscription && !(task instanceof QueueSubscription);
        PendingOperator operator = isFed ? of(task) : null;
        return operator != null && operator.runsOn(worker) ? operator : null;
    }

    boolean runsOn(Worker worker) {
        return operator.scanUnsafe(Attr.RUN_ON) == worker;
    }

    boolean isCancelled() {
        return is(operator, Attr.CANCELLED);
    }

    /**
     * {@return whether its queue is a source that makes its elements as they are polled, perhaps for ever}
     *
     * <p>Such an operator says from the first that it is done; its source, that nobody ever requested of it.
     */
    boolean drawsFromItsSource() {
        if (!is(operator, Attr.TERMINATED)
                || !(operator.scanUnsafe(Attr.PARENT) instanceof QueueSubscription<?> upstream)) {
            return false;
        }
        Scannable source = last(Scannable.from(upstream), Attr.PARENT);
        return Long.valueOf(0).equals(source.scan(Attr.REQUESTED_FROM_DOWNSTREAM)) && !is(source, Attr.TERMINATED);
    }

    /**
     * {@return whether {@code thrown} came out of the last signal of this drain, which was heard}
     *
     * <p>What the subscriber throws. An operator in between throws what is fatal in place of the signal; if it had passed the
     * signal on, it lets no other pass.
     */
    boolean hasEnded(Throwable thrown) {
        boolean isLast = !(actual instanceof Scannable next) || next.scanUnsafe(Attr.ACTUAL) == null;
        return is(operator, Attr.TERMINATED) && (isLast || !Exceptions.isFatal(thrown)) && cameFromTheEnd(thrown);
    }

    /** By its frames; of what was made elsewhere, or has none, by whether anything is left to signal. */
    private boolean cameFromTheEnd(Throwable thrown) {
        String drain = operator.getClass().getName();
        StackTraceElement[] frames = thrown.getStackTrace();
        int i = frames.length - 1;
        while (i >= 0 && !frames[i].getClassName().equals(drain)) {
            i--;
        }
        if (i < 0) {
            return Integer.valueOf(0).equals(operator.scan(Attr.BUFFERED));
        }
        while (i >= 0
                && frames[i].getClassName().equals(drain)
                && !frames[i].getMethodName().equals("doComplete")) {
            i--;
        }
        return i >= 0 && frames[i].getClassName().equals(drain);
    }

    private static boolean is(Scannable of, Attr<Boolean> claim) {
        return Boolean.TRUE.equals(of.scan(claim));
    }

    private static Scannable last(Scannable first, Attr<Scannable> next) {
        Scannable last = first;
        for (Scannable step = last.scan(next); step != null && step.isScanAvailable(); step = last.scan(next)) {
            last = step;
        }
        return last;
    }

    boolean hasUpstream() {
        return operator.scanUnsafe(Attr.PARENT) != null;
    }

    void cancelUpstream() {
        if (operator.scanUnsafe(Attr.PARENT) instanceof Subscription upstream) {
            upstream.cancel();
        }
    }

    /** {@return whether this times a timeout(), which takes any error of its timer for the time being up} */
    boolean timesATimeout() {
        return listener() != actual;
    }

    /** Cancels the operator. Whoever that throws at, downstream hears. */
    void cancelAndFail(RejectedExecutionException why) {
        try {
            cancel();
        } finally {
            tell(why);
        }
    }

    void cancel() {
        if (operator instanceof Subscription mine) {
            mine.cancel();
        }
    }

    /** Once it is cancelled. */
    void tell(RejectedExecutionException why) {
        listener().onError(why);
    }

    /** {@return whether its upstream signals to it, as it keeps in order with its own} */
    boolean isFed() {
        return operator instanceof Subscriber && !(operator instanceof QueueSubscription);
    }

    /** Ends it in place of its task, which was all that could signal from now on. */
    void fail(RejectedExecutionException why) {
        if (isCancelled()) {
            return;
        }
        if (isFed() && operator instanceof Subscriber<?> fed) {
            // Its upstream may be signalling now, on another thread; it keeps order itself.
            try {
                cancelUpstream();
            } finally {
                fed.onError(why);
            }
        } else {
            cancelAndFail(why);
        }
    }

    /** {@return whom to tell: downstream, but a timeout() past what turns the error into its signal} */
    private Subscriber<?> listener() {
        Scannable last = last(operator, Attr.ACTUAL);
        boolean isOfTimeout = "timeout".equals(last.stepName())
                && operator.actuals().anyMatch(step -> "onErrorReturn".equals(step.stepName()));
        return isOfTimeout && last instanceof Subscriber<?> timeout ? timeout : actual;
    }
}
