package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.endurance.matrix.Scenario.S6;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.rxjava.LoopCompletable;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopMaybe;
import dev.loopbridge.rxjava.LoopObservable;
import dev.loopbridge.rxjava.LoopSingle;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import java.util.List;

/** Our sources for RxJava that have no body: tasks, iterators and timers of a loop. */
final class RxTimedRows {
    private RxTimedRows() {}

    static List<Subject> all() {
        return List.of(
                Rows.submit("LoopSingle.fromTask", RxTimedRows::singleFromTask),
                Rows.submit("LoopMaybe.fromTask", RxTimedRows::maybeFromTask),
                Rows.submit("LoopCompletable.fromTask", RxTimedRows::completableFromTask),
                Rows.submit("LoopObservable.fromAsyncIterator", RxTimedRows::observableFromAsyncIterator),
                Rows.submit("LoopFlowable.fromAsyncIterator", RxTimedRows::flowableFromAsyncIterator),
                Rows.timed("LoopSingle.timer", RxTimedRows::singleTimer).without(S6),
                Rows.timed("LoopMaybe.timer", RxTimedRows::maybeTimer).without(S6),
                Rows.timed("LoopCompletable.timer", RxTimedRows::completableTimer)
                        .without(S6),
                Rows.timed("LoopObservable.timer", RxTimedRows::observableTimer).without(S6),
                Rows.timed("LoopFlowable.timer", RxTimedRows::flowableTimer).without(S6),
                Rows.timed("LoopObservable.interval", RxTimedRows::observableInterval)
                        .without(S6),
                Rows.timed("LoopFlowable.interval", RxTimedRows::flowableInterval)
                        .without(S6));
    }

    /** {@return those that many can share a loop for} */
    static List<Source<EventLoop>> shared() {
        return List.of(
                RxTimedRows::singleFromTask,
                RxTimedRows::completableFromTask,
                RxTimedRows::observableFromAsyncIterator,
                RxTimedRows::flowableFromAsyncIterator,
                Rows.begun(RxTimedRows::maybeTimer),
                Rows.begun(RxTimedRows::flowableInterval));
    }

    private static void singleFromTask(EventLoop loop, Entry entry, Work work) {
        LoopSingle.fromTask(Rows.task(loop, entry, work), Rows.leavesTask(entry))
                .subscribe((SingleObserver<Object>) new Receiver(entry));
    }

    private static void maybeFromTask(EventLoop loop, Entry entry, Work work) {
        LoopMaybe.fromTask(Rows.task(loop, entry, work), Rows.leavesTask(entry))
                .subscribe((MaybeObserver<Object>) new Receiver(entry));
    }

    private static void completableFromTask(EventLoop loop, Entry entry, Work work) {
        LoopCompletable.fromTask(Rows.task(loop, entry, work), Rows.leavesTask(entry))
                .subscribe(new Receiver(entry));
    }

    private static void observableFromAsyncIterator(EventLoop loop, Entry entry, Work work) {
        LoopObservable.fromAsyncIterator(loop, () -> AsyncIterator.of(Bodies.many(entry, work)))
                .subscribe(new Receiver(entry));
    }

    private static void flowableFromAsyncIterator(EventLoop loop, Entry entry, Work work) {
        LoopFlowable.fromAsyncIterator(loop, () -> AsyncIterator.of(Bodies.many(entry, work)))
                .subscribe(Rows.receiver(entry, work));
    }

    private static void singleTimer(EventLoop loop, Entry entry, Work work) {
        LoopSingle.timer(loop, Rows.delay(work)).subscribe((SingleObserver<Object>) new Receiver(entry));
    }

    private static void maybeTimer(EventLoop loop, Entry entry, Work work) {
        LoopMaybe.timer(loop, Rows.delay(work)).subscribe((MaybeObserver<Object>) new Receiver(entry));
    }

    private static void completableTimer(EventLoop loop, Entry entry, Work work) {
        LoopCompletable.timer(loop, Rows.delay(work)).subscribe(new Receiver(entry));
    }

    private static void observableTimer(EventLoop loop, Entry entry, Work work) {
        LoopObservable.timer(loop, Rows.delay(work)).subscribe(new Receiver(entry));
    }

    private static void flowableTimer(EventLoop loop, Entry entry, Work work) {
        LoopFlowable.timer(loop, Rows.delay(work)).subscribe(new Receiver(entry));
    }

    /** It never ends: what follows it has to, or S5 had nothing to race with. */
    private static void observableInterval(EventLoop loop, Entry entry, Work work) {
        Rows.Ticks ticks = Rows.Ticks.of(work);
        LoopObservable.interval(loop, ticks.delay(), ticks.period())
                .take(ticks.demand())
                .subscribe(new Receiver(entry));
    }

    private static void flowableInterval(EventLoop loop, Entry entry, Work work) {
        Rows.Ticks ticks = Rows.Ticks.of(work);
        LoopFlowable.interval(loop, ticks.delay(), ticks.period()).subscribe(new Receiver(entry, ticks.demand()));
    }
}
