package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Counts every signal, and takes part in no protocol of its own: twice shows as two. */
final class Recorder<T> implements CoreSubscriber<T> {
    final List<T> items = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger completions = new AtomicInteger();
    final AtomicInteger itemsAfterTheEnd = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);
    private final Consumer<Subscription> onSubscribe;
    private final BiConsumer<Subscription, T> onNext;
    private volatile Subscription subscription;

    private Recorder(Consumer<Subscription> onSubscribe, BiConsumer<Subscription, T> onNext) {
        this.onSubscribe = onSubscribe;
        this.onNext = onNext;
    }

    static <T> Recorder<T> ofAll() {
        return onSubscribe(subscription -> subscription.request(Long.MAX_VALUE));
    }

    static <T> Recorder<T> onSubscribe(Consumer<Subscription> action) {
        return new Recorder<>(action, (subscription, item) -> {});
    }

    static <T> Recorder<T> onSubscribeAndNext(Consumer<Subscription> first, BiConsumer<Subscription, T> then) {
        return new Recorder<>(first, then);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        onSubscribe.accept(subscription);
    }

    @Override
    public void onNext(T item) {
        if (terminals() > 0) {
            itemsAfterTheEnd.incrementAndGet();
        }
        items.add(item);
        onNext.accept(subscription, item);
    }

    @Override
    public void onError(Throwable error) {
        errors.add(error);
        ended.countDown();
    }

    @Override
    public void onComplete() {
        completions.incrementAndGet();
        ended.countDown();
    }

    Subscription subscription() {
        return subscription;
    }

    int terminals() {
        return errors.size() + completions.get();
    }

    void assertCompleted() {
        assertThat(errors).isEmpty();
        assertThat(completions).hasValue(1);
        assertThat(itemsAfterTheEnd).hasValue(0);
    }

    void assertFailed(Class<? extends Throwable> type) {
        assertThat(errors).hasSize(1).first().isInstanceOf(type);
        assertThat(completions).hasValue(0);
        assertThat(itemsAfterTheEnd).hasValue(0);
    }

    void assertSilent() {
        assertThat(errors).isEmpty();
        assertThat(completions).hasValue(0);
    }
}
