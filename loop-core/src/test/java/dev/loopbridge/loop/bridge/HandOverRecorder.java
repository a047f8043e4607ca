package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** Notes all that a hand-over says, in order: what goes downstream or to a hook in one list, what upstream is told in another. */
final class HandOverRecorder extends HandOver<Integer> {
    final List<Object> signals = Collections.synchronizedList(new ArrayList<>());
    final List<String> upstream = Collections.synchronizedList(new ArrayList<>());

    /** Upstream was told that nothing is wanted any more. */
    final CountDownLatch left = new CountDownLatch(1);

    final CountDownLatch ended = new CountDownLatch(1);

    Runnable onSubscribe = () -> {};
    Predicate<Integer> counts = item -> true;
    LongConsumer onRequest = n -> {};
    Runnable onCancel = () -> {};
    Consumer<Integer> onDiscard = item -> {};
    Runnable onEnd = () -> {};

    HandOverRecorder(EventLoop loop, int prefetch) {
        this(loop, prefetch, /* delaysError= */ true);
    }

    HandOverRecorder(EventLoop loop, int prefetch, boolean delaysError) {
        super(loop, prefetch, delaysError);
    }

    /** {@return this, which wants {@code demand} elements; none if that is 0} */
    HandOverRecorder begun(long demand) {
        begin(Upstream.of(this::noteRequest, this::noteCancel));
        if (demand > 0) {
            demand(demand);
        }
        return this;
    }

    /** {@return this, which wants all} */
    HandOverRecorder begun() {
        return begun(Long.MAX_VALUE);
    }

    private void noteRequest(long n) {
        upstream.add("request " + n);
        onRequest.accept(n);
    }

    private void noteCancel() {
        upstream.add("cancel");
        left.countDown();
        onCancel.run();
    }

    void takeAll(int... items) {
        for (int item : items) {
            take(item);
        }
    }

    @Override
    protected void subscribeDownstream() {
        onSubscribe.run();
    }

    @Override
    protected boolean deliver(Integer item) {
        signals.add(item);
        return counts.test(item);
    }

    @Override
    protected void fail(Throwable error) {
        end(error);
    }

    @Override
    protected void complete() {
        end("complete");
    }

    private void end(Object how) {
        signals.add(how);
        ended.countDown();
        onEnd.run();
    }

    @Override
    protected void discard(Integer item) {
        signals.add("discarded " + item);
        onDiscard.accept(item);
    }

    @Override
    protected void drop(Integer item) {
        signals.add("dropped " + item);
    }

    @Override
    protected void dropError(Throwable error) {
        signals.add("dropped " + error.getMessage());
    }

    @Override
    public String toString() {
        return "handOver";
    }
}
