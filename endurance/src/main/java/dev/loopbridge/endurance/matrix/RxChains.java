package dev.loopbridge.endurance.matrix;

import static java.util.concurrent.TimeUnit.HOURS;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import java.util.List;
import java.util.function.Function;

/** Plain RxJava chains that work on a scheduler, whoever made it. */
final class RxChains {
    private static final List<Function<Scheduler, Flowable<?>>> LATER = List.of(
            on -> Flowable.timer(1, HOURS, on),
            on -> Flowable.interval(1, HOURS, on),
            on -> Flowable.just(1, 2).delay(1, HOURS, on),
            on -> Single.timer(1, HOURS, on).toFlowable(),
            on -> Flowable.just(1).delaySubscription(1, HOURS, on),
            on -> Flowable.never().timeout(1, HOURS, on),
            on -> Flowable.never().take(1, HOURS, on),
            on -> Flowable.never().sample(1, HOURS, on),
            on -> Flowable.concat(Flowable.just(1), Flowable.never()).buffer(1, HOURS, on),
            on -> Flowable.concat(Flowable.just(1), Flowable.never()).debounce(1, HOURS, on));

    private RxChains() {}

    static Flowable<?> of(Scheduler on, Entry entry, Work work) {
        return switch (work) {
            case LATER -> LATER.get(entry.number() / 2 % LATER.size()).apply(on);
            case QUICK ->
                entry.number() % 4 == 1
                        ? Flowable.fromCallable(entry::number).subscribeOn(on)
                        : Flowable.range(1, Bodies.BURST).observeOn(on);
            case BURST -> Flowable.range(1, Bodies.BURST).hide().observeOn(on);
            case STEPS ->
                Flowable.fromCallable(() -> begun(entry)).subscribeOn(on).observeOn(on);
            case THROWS -> Flowable.fromCallable(() -> raise(entry)).subscribeOn(on);
        };
    }

    /** On no scheduler; no error comes of it. */
    static Flowable<?> plain(Entry entry, Work work) {
        return switch (work) {
            case LATER -> Flowable.concat(Flowable.just(entry.number()), Flowable.never());
            case BURST -> Flowable.range(1, Bodies.BURST).hide();
            case QUICK, STEPS, THROWS -> Flowable.fromCallable(() -> begun(entry));
        };
    }

    private static int begun(Entry entry) {
        entry.begin();
        return entry.number();
    }

    private static Object raise(Entry entry) {
        entry.begin();
        return Failures.raise(entry);
    }

    static void subscribe(Flowable<?> chain, Entry entry, Work work) {
        chain.subscribe(new Receiver(entry));
        if (work == Work.LATER) {
            entry.begin();
        }
    }
}
