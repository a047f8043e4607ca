package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.jvm.Sneaky;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The calls on one subscription: in series, whichever threads want them (rule 2.7), and one cancel at most. */
final class UpstreamCalls {
    /*
     * Whoever wants a call notes it and counts up; the one that counted up from zero makes the calls, for the others too. A
     * call from inside of a call is made at once: a publisher that floods us within request() must hear the cancel.
     */
    private final AtomicReference<@Nullable Upstream> upstream = new AtomicReference<>();
    private final AtomicLong toRequest = new AtomicLong();
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean ended;

    /** Who is inside of a call. */
    private volatile @Nullable Thread caller;

    /** Of the caller. */
    private boolean cancelSent;

    boolean isSubscribed() {
        return upstream.get() != null;
    }

    /** Takes the first subscription, with what was wanted of it so far; cancels every other (rule 2.5). */
    void subscribed(Upstream subscription) {
        if (upstream.compareAndSet(null, subscription) && !ended) {
            call();
        } else {
            subscription.cancel();
        }
    }

    void request(long n) {
        toRequest.getAndAccumulate(n, UpstreamCalls::sum);
        call();
    }

    void cancel() {
        cancelled = true;
        call();
    }

    /** The terminal signal came: no more calls (rule 2.4). */
    void end() {
        ended = true;
    }

    /** {@return the sum of two demands} */
    static long sum(long some, long more) {
        return some > Long.MAX_VALUE - more ? Long.MAX_VALUE : some + more;
    }

    private void call() {
        if (caller == Thread.currentThread()) {
            callNow();
        } else if (wanted.getAndIncrement() == 0) {
            callForAll();
        }
    }

    private void callForAll() {
        Throwable thrown = null;
        int answered = 1;
        do {
            caller = Thread.currentThread();
            try {
                callNow();
            } catch (Throwable error) {
                thrown = error; // against rule 3.16; a cancel must get through all the same
            }
            caller = null;
            answered = wanted.addAndGet(-answered);
        } while (answered != 0);
        if (thrown != null) {
            throw Sneaky.rethrow(thrown);
        }
    }

    private void callNow() {
        Upstream subscription = upstream.get();
        if (subscription == null || ended || cancelSent) {
            return;
        }
        if (cancelled) {
            cancelSent = true;
            subscription.cancel();
            return;
        }
        long n = toRequest.getAndSet(0);
        if (n > 0) {
            subscription.request(n);
        }
    }
}
