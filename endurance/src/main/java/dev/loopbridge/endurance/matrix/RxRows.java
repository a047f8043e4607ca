package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.rxjava.LoopCompletable;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopMaybe;
import dev.loopbridge.rxjava.LoopObservable;
import dev.loopbridge.rxjava.LoopSingle;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import java.util.List;

/** Our sources for RxJava. */
final class RxRows {
    private RxRows() {}

    static List<Subject> all() {
        return List.of(
                Rows.run("LoopSingle.run", RxRows::singleRun),
                Rows.runUntilComplete("LoopSingle.runUntilComplete", RxRows::singleRunUntilComplete),
                Rows.submit("LoopSingle.submit", RxRows::singleSubmit),
                Rows.run("LoopMaybe.run", RxRows::maybeRun),
                Rows.runUntilComplete("LoopMaybe.runUntilComplete", RxRows::maybeRunUntilComplete),
                Rows.submit("LoopMaybe.submit", RxRows::maybeSubmit),
                Rows.run("LoopCompletable.run", RxRows::completableRun),
                Rows.runUntilComplete("LoopCompletable.runUntilComplete", RxRows::completableRunUntilComplete),
                Rows.submit("LoopCompletable.submit", RxRows::completableSubmit),
                Rows.run("LoopObservable.run", RxRows::observableRun),
                Rows.runUntilComplete("LoopObservable.runUntilComplete", RxRows::observableRunUntilComplete),
                Rows.submit("LoopObservable.submit", RxRows::observableSubmit),
                Rows.run("LoopFlowable.run", RxRows::flowableRun),
                Rows.runUntilComplete("LoopFlowable.runUntilComplete", RxRows::flowableRunUntilComplete),
                Rows.submit("LoopFlowable.submit", RxRows::flowableSubmit));
    }

    /** {@return those that many can share a loop for} */
    static List<Source<EventLoop>> shared() {
        return List.of(
                RxRows::singleSubmit,
                RxRows::maybeSubmit,
                RxRows::completableSubmit,
                RxRows::observableSubmit,
                RxRows::flowableSubmit);
    }

    private static void singleRun(Entry entry, Work work) {
        LoopSingle.run(Bodies.one(entry, work)).subscribe((SingleObserver<Object>) new Receiver(entry));
    }

    private static void singleRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopSingle.runUntilComplete(loop, Bodies.one(entry, work))
                .subscribe((SingleObserver<Object>) new Receiver(entry));
    }

    private static void singleSubmit(EventLoop loop, Entry entry, Work work) {
        LoopSingle.submit(loop, Bodies.one(entry, work)).subscribe((SingleObserver<Object>) new Receiver(entry));
    }

    private static void maybeRun(Entry entry, Work work) {
        LoopMaybe.run(Bodies.one(entry, work)).subscribe((MaybeObserver<Object>) new Receiver(entry));
    }

    private static void maybeRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopMaybe.runUntilComplete(loop, Bodies.one(entry, work))
                .subscribe((MaybeObserver<Object>) new Receiver(entry));
    }

    private static void maybeSubmit(EventLoop loop, Entry entry, Work work) {
        LoopMaybe.submit(loop, Bodies.one(entry, work)).subscribe((MaybeObserver<Object>) new Receiver(entry));
    }

    private static void completableRun(Entry entry, Work work) {
        LoopCompletable.run(Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void completableRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopCompletable.runUntilComplete(loop, Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void completableSubmit(EventLoop loop, Entry entry, Work work) {
        LoopCompletable.submit(loop, Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void observableRun(Entry entry, Work work) {
        LoopObservable.run(Bodies.many(entry, work)).subscribe(new Receiver(entry));
    }

    private static void observableRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopObservable.runUntilComplete(loop, Bodies.many(entry, work)).subscribe(new Receiver(entry));
    }

    private static void observableSubmit(EventLoop loop, Entry entry, Work work) {
        LoopObservable.submit(loop, Bodies.many(entry, work)).subscribe(new Receiver(entry));
    }

    private static void flowableRun(Entry entry, Work work) {
        LoopFlowable.run(Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }

    private static void flowableRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopFlowable.runUntilComplete(loop, Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }

    private static void flowableSubmit(EventLoop loop, Entry entry, Work work) {
        LoopFlowable.submit(loop, Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }
}
