package dev.loopbridge.endurance.matrix;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The scenarios, one close at a time: each opens its wave, and leaves the stage to be settled. */
final class Plays {
    private Plays() {}

    static SubscriptionBatch useAfterClose(Setup stage, int first, int size, PlainThreads crew) {
        SubscriptionBatch wave = SubscriptionBatch.of(first, size);
        BoundedWait.join(crew.start(stage::close));
        stage.settle();
        wave.forEach(entry -> stage.subscribeHere(entry, quickOrLater(entry)));
        return wave;
    }

    static SubscriptionBatch closeOnPending(Setup stage, int first, int size, PlainThreads crew) {
        SubscriptionBatch wave = SubscriptionBatch.of(first, size);
        wave.forEach(entry -> stage.subscribe(entry, Work.LATER));
        wave.awaitBegun();
        BoundedWait.join(crew.start(stage::close));
        return wave;
    }

    /**
     * By turns the consumer of the first, and of the one in the middle, is slow: all queued, and half-way through. Where a
     * source signals as it is subscribed, that keeps the subscriber, and the rest come after the close.
     */
    static SubscriptionBatch closeBehindSlowConsumer(Setup stage, int first, int size, PlainThreads crew) {
        SlowConsumer gate = new SlowConsumer();
        boolean halfWay = first / size % 2 == 1;
        SubscriptionBatch wave = SubscriptionBatch.behind(gate, halfWay ? size / 2 : 0, first, size);
        AtomicReference<@Nullable Thread> subscriber = new AtomicReference<>();
        Future<?> subscribing = crew.start(() -> {
            subscriber.set(Thread.currentThread());
            wave.forEach(entry -> stage.subscribe(entry, Work.BURST));
        });
        gate.awaitReached();
        BoundedWait.spin(() -> subscribing.isDone() || gate.keeps(subscriber.get()));
        BoundedWait.join(crew.start(stage::close));
        gate.open();
        BoundedWait.join(subscribing);
        return wave;
    }

    static SubscriptionBatch closeAgainstSubscribe(Setup stage, int first, int size, PlainThreads crew) {
        SubscriptionBatch wave = SubscriptionBatch.of(first, size);
        List<Entry> entries = wave.entries();
        Future<?> one = subscribeAll(stage, entries.subList(0, size / 2), crew);
        Future<?> other = subscribeAll(stage, entries.subList(size / 2, size), crew);
        wave.awaitStarted(first / size % Math.max(1, size / 2));
        stage.close();
        BoundedWait.join(one);
        BoundedWait.join(other);
        return wave;
    }

    private static Future<?> subscribeAll(Setup stage, List<Entry> entries, PlainThreads crew) {
        return crew.start(() -> entries.forEach(entry -> stage.subscribeHere(entry, quickOrLater(entry))));
    }

    static SubscriptionBatch disposeAgainstCompletion(
            Setup stage, int first, int size, PlainThreads crew, Disposer rival) {
        SubscriptionBatch wave = SubscriptionBatch.against(rival, first, size);
        Future<?> disposing = crew.start(() -> wave.forEach(rival::dispose));
        wave.forEach(entry -> {
            rival.awaitWatching(entry);
            stage.subscribeHere(entry, Work.STEPS);
        });
        BoundedWait.join(disposing);
        stage.close();
        return wave;
    }

    static SubscriptionBatch throwErrors(Setup stage, int first, int size) {
        SubscriptionBatch wave = SubscriptionBatch.of(first, size);
        wave.forEach(entry -> stage.subscribeHere(entry, Work.THROWS));
        wave.awaitBegun();
        if (stage.promises()) {
            wave.awaitEnded(); // by its own error, and not by the close
        }
        stage.close();
        return wave;
    }

    static SubscriptionBatch awaitFutures(Setup stage, int first, int size, PlainThreads crew) {
        SubscriptionBatch wave = SubscriptionBatch.of(first, size);
        wave.forEach(entry -> stage.subscribe(entry, Work.LATER));
        stage.startWaiting();
        BoundedWait.join(crew.start(stage::close));
        return wave;
    }

    private static Work quickOrLater(Entry entry) {
        return entry.number() % 2 == 0 ? Work.LATER : Work.QUICK;
    }
}
