package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Notes every signal in order, and asks for {@code first} elements at once. */
final class Recorder implements LoopSubscriber<Object> {
    final List<Object> signals = Collections.synchronizedList(new ArrayList<>());
    long first = Long.MAX_VALUE;
    boolean mayBlock = true;
    boolean waitsHere;

    @Nullable
    LoopContext context;

    Consumer<LoopSubscription> onSubscribe = subscription -> {};
    Consumer<Object> onNext = item -> {};

    /** Called with the error, or "complete". */
    Consumer<Object> onEnd = end -> {};

    /** Called with what is discarded or dropped. */
    Consumer<Object> onHook = dropped -> {};

    Predicate<Object> passesOver = item -> false;
    Runnable onContext = () -> {};
    Runnable onMayBlock = () -> {};
    private volatile LoopSubscription subscription;

    static Recorder ofNone() {
        Recorder recorder = new Recorder();
        recorder.first = 0;
        return recorder;
    }

    /** {@return this, for a source of longs} */
    @SuppressWarnings("unchecked") // it takes anything
    LoopSubscriber<Long> ofLongs() {
        return (LoopSubscriber<Long>) (LoopSubscriber<?>) this;
    }

    LoopSubscription subscription() {
        return subscription;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        onSubscribe.accept(subscription);
        if (first > 0) {
            subscription.request(first);
        }
    }

    @Override
    public void onNext(Object item) {
        signals.add(item);
        onNext.accept(item);
    }

    @Override
    public boolean tryOnNext(Object item) {
        if (passesOver.test(item)) {
            return false;
        }
        onNext(item);
        return true;
    }

    @Override
    public void onError(Throwable error) {
        signals.add(error);
        onEnd.accept(error);
    }

    @Override
    public void onComplete() {
        signals.add("complete");
        onEnd.accept("complete");
    }

    @Override
    public void onDiscard(Object item) {
        signals.add("discarded " + item);
        onHook.accept(item);
    }

    @Override
    public void onErrorDropped(Throwable error) {
        signals.add("dropped " + error);
        onHook.accept(error);
    }

    @Override
    public boolean mayBlock() {
        onMayBlock.run();
        return mayBlock;
    }

    @Override
    public boolean waitsHere() {
        return waitsHere;
    }

    @Override
    public @Nullable LoopContext context() {
        onContext.run();
        return context;
    }
}
