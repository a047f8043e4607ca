package dev.loopbridge.samples.matrix;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The scenarios, one close at a time: each opens its wave, and leaves the stage to be settled. */
final class Plays {
    private Plays() {}

    static Wave useAfterClose(Stage stage, int first, int size, Crew crew) {
        Wave wave = Wave.of(first, size);
        Patience.join(crew.start(stage::close));
        stage.settle();
        wave.forEach(entry -> stage.subscribeHere(entry, quickOrLater(entry)));
        return wave;
    }

    static Wave closeOnPending(Stage stage, int first, int size, Crew crew) {
        Wave wave = Wave.of(first, size);
        wave.forEach(entry -> stage.subscribe(entry, Work.LATER));
        wave.awaitBegun();
        Patience.join(crew.start(stage::close));
        return wave;
    }

    /**
     * By turns the consumer of the first, and of the one in the middle, is slow: all queued, and half-way through. Where a
     * source signals as it is subscribed, that keeps the subscriber, and the rest come after the close.
     */
    static Wave closeBehindSlowConsumer(Stage stage, int first, int size, Crew crew) {
        Gate gate = new Gate();
        boolean halfWay = first / size % 2 == 1;
        Wave wave = Wave.behind(gate, halfWay ? size / 2 : 0, first, size);
        AtomicReference<@Nullable Thread> subscriber = new AtomicReference<>();
        Future<?> subscribing = crew.start(() -> {
            subscriber.set(Thread.currentThread());
            wave.forEach(entry -> stage.subscribe(entry, Work.BURST));
        });
        gate.awaitReached();
        Patience.spin(() -> subscribing.isDone() || gate.keeps(subscriber.get()));
        Patience.join(crew.start(stage::close));
        gate.open();
        Patience.join(subscribing);
        return wave;
    }

    static Wave closeAgainstSubscribe(Stage stage, int first, int size, Crew crew) {
        Wave wave = Wave.of(first, size);
        List<Entry> entries = wave.entries();
        Future<?> one = subscribeAll(stage, entries.subList(0, size / 2), crew);
        Future<?> other = subscribeAll(stage, entries.subList(size / 2, size), crew);
        wave.awaitStarted(first / size % Math.max(1, size / 2));
        stage.close();
        Patience.join(one);
        Patience.join(other);
        return wave;
    }

    private static Future<?> subscribeAll(Stage stage, List<Entry> entries, Crew crew) {
        return crew.start(() -> entries.forEach(entry -> stage.subscribeHere(entry, quickOrLater(entry))));
    }

    static Wave disposeAgainstCompletion(Stage stage, int first, int size, Crew crew, Rival rival) {
        Wave wave = Wave.against(rival, first, size);
        Future<?> disposing = crew.start(() -> wave.forEach(rival::dispose));
        wave.forEach(entry -> {
            rival.awaitWatching(entry);
            stage.subscribeHere(entry, Work.STEPS);
        });
        Patience.join(disposing);
        stage.close();
        return wave;
    }

    static Wave throwErrors(Stage stage, int first, int size) {
        Wave wave = Wave.of(first, size);
        wave.forEach(entry -> stage.subscribeHere(entry, Work.THROWS));
        wave.awaitBegun();
        if (stage.promises()) {
            wave.awaitEnded(); // by its own error, and not by the close
        }
        stage.close();
        return wave;
    }

    static Wave awaitFutures(Stage stage, int first, int size, Crew crew) {
        Wave wave = Wave.of(first, size);
        wave.forEach(entry -> stage.subscribe(entry, Work.LATER));
        stage.startWaiting();
        Patience.join(crew.start(stage::close));
        return wave;
    }

    private static Work quickOrLater(Entry entry) {
        return entry.number() % 2 == 0 ? Work.LATER : Work.QUICK;
    }
}
