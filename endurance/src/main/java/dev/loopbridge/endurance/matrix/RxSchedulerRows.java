package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.rxjava.FailOnClose;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopSchedulers;
import dev.loopbridge.rxjava.LoopTransformers;
import dev.loopbridge.rxjava.ObserveOn;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import java.util.EnumSet;
import java.util.List;

/** Our scheduler for RxJava, which cannot see a flow behind its tasks, and the transformers that can. */
final class RxSchedulerRows {
    private RxSchedulerRows() {}

    static List<Subject> all() {
        return List.of(
                Rows.chains("RxJava chains with failOnClose", RxSchedulerRows::failOnClose),
                Rows.chains("LoopTransformers.observeOn", RxSchedulerRows::observeOn),
                Rows.chains("RxJava chains without failOnClose", RxSchedulerRows::chain)
                        .with(EnumSet.of(Scenario.S1, Scenario.S2))
                        .asLimit());
    }

    private static void failOnClose(EventLoop loop, Entry entry, Work work) {
        guard(loop, RxChains.of(LoopSchedulers.from(loop), entry, work), entry);
        if (work == Work.LATER) {
            entry.begin();
        }
    }

    /** By turns as each of the five types. */
    private static <T> void guard(EventLoop loop, Flowable<T> chain, Entry entry) {
        FailOnClose<T> guard = LoopTransformers.failOnClose(loop);
        Receiver receiver = new Receiver(entry);
        switch (entry.number() / 20 % 5) {
            case 0 -> chain.compose(guard).subscribe(receiver);
            case 1 -> chain.toObservable().compose(guard).subscribe(receiver);
            case 2 -> chain.firstOrError().compose(guard).subscribe((SingleObserver<Object>) receiver);
            case 3 -> chain.firstElement().compose(guard).subscribe((MaybeObserver<Object>) receiver);
            default -> chain.ignoreElements().compose(guard).subscribe(receiver);
        }
    }

    private static void observeOn(EventLoop loop, Entry entry, Work work) {
        Flowable<?> source =
                work == Work.THROWS ? LoopFlowable.submit(loop, Bodies.many(entry, work)) : RxChains.plain(entry, work);
        handOver(loop, source, entry);
        if (work == Work.LATER) {
            entry.begin();
        }
    }

    /** By turns of both types. */
    private static <T> void handOver(EventLoop loop, Flowable<T> source, Entry entry) {
        ObserveOn<T> handOver = LoopTransformers.observeOn(loop, Bodies.BURST);
        Receiver receiver = new Receiver(entry);
        if (entry.number() / 20 % 2 == 0) {
            source.compose(handOver).subscribe(receiver);
        } else {
            source.toObservable().compose(handOver).subscribe(receiver);
        }
    }

    private static void chain(EventLoop loop, Entry entry, Work work) {
        RxChains.subscribe(RxChains.of(LoopSchedulers.from(loop), entry, work), entry, work);
    }
}
