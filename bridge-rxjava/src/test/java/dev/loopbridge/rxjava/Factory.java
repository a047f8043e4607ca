package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

/** Each of the module's sources, by its name; on a closed loop, each fails at once. */
record Factory(String name, Function<EventLoop, Object> maker) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Generator<Object> EMITTING = out -> out.emit(7);

    /** The one verb that has no loop to be closed. */
    private static Object fail() {
        throw new IllegalStateException("the body failed");
    }

    static Stream<Factory> all() {
        return Stream.of(singles(), maybes(), completables(), observables(), flowables())
                .flatMap(each -> each);
    }

    private static Stream<Factory> singles() {
        return Stream.of(
                new Factory("LoopSingle.run", loop -> LoopSingle.run(Factory::fail)),
                new Factory("LoopSingle.runUntilComplete", loop -> LoopSingle.runUntilComplete(loop, () -> 7)),
                new Factory("LoopSingle.submit", loop -> LoopSingle.submit(loop, () -> 7)),
                new Factory("LoopSingle.fromTask", loop -> LoopSingle.fromTask(loop.createFuture())),
                new Factory("LoopSingle.timer", loop -> LoopSingle.timer(loop, HOUR)));
    }

    private static Stream<Factory> maybes() {
        return Stream.of(
                new Factory("LoopMaybe.run", loop -> LoopMaybe.run(Factory::fail)),
                new Factory("LoopMaybe.runUntilComplete", loop -> LoopMaybe.runUntilComplete(loop, () -> 7)),
                new Factory("LoopMaybe.submit", loop -> LoopMaybe.submit(loop, () -> 7)),
                new Factory("LoopMaybe.fromTask", loop -> LoopMaybe.fromTask(loop.createFuture())),
                new Factory("LoopMaybe.timer", loop -> LoopMaybe.timer(loop, HOUR)));
    }

    private static Stream<Factory> completables() {
        return Stream.of(
                new Factory("LoopCompletable.run", loop -> LoopCompletable.run(Factory::fail)),
                new Factory(
                        "LoopCompletable.runUntilComplete", loop -> LoopCompletable.runUntilComplete(loop, () -> 7)),
                new Factory("LoopCompletable.submit", loop -> LoopCompletable.submit(loop, () -> 7)),
                new Factory("LoopCompletable.fromTask", loop -> LoopCompletable.fromTask(loop.createFuture())),
                new Factory("LoopCompletable.timer", loop -> LoopCompletable.timer(loop, HOUR)));
    }

    private static Stream<Factory> observables() {
        return Stream.of(
                new Factory("LoopObservable.run", loop -> LoopObservable.run(out -> fail())),
                new Factory("LoopObservable.runUntilComplete", loop -> LoopObservable.runUntilComplete(loop, EMITTING)),
                new Factory("LoopObservable.submit", loop -> LoopObservable.submit(loop, EMITTING)),
                new Factory(
                        "LoopObservable.fromAsyncIterator",
                        loop -> LoopObservable.fromAsyncIterator(loop, () -> AsyncIterator.of(EMITTING))),
                new Factory("LoopObservable.timer", loop -> LoopObservable.timer(loop, HOUR)),
                new Factory("LoopObservable.interval", loop -> LoopObservable.interval(loop, HOUR)));
    }

    private static Stream<Factory> flowables() {
        return Stream.of(
                new Factory("LoopFlowable.run", loop -> LoopFlowable.run(out -> fail())),
                new Factory("LoopFlowable.runUntilComplete", loop -> LoopFlowable.runUntilComplete(loop, EMITTING)),
                new Factory("LoopFlowable.submit", loop -> LoopFlowable.submit(loop, EMITTING)),
                new Factory(
                        "LoopFlowable.fromAsyncIterator",
                        loop -> LoopFlowable.fromAsyncIterator(loop, () -> AsyncIterator.of(EMITTING))),
                new Factory("LoopFlowable.timer", loop -> LoopFlowable.timer(loop, HOUR)),
                new Factory("LoopFlowable.interval", loop -> LoopFlowable.interval(loop, HOUR)));
    }

    Object on(EventLoop loop) {
        return maker.apply(loop);
    }

    void subscribeToFailing(Recorder recorder) {
        EventLoop loop = EventLoop.create();
        loop.close();
        Object source = on(loop);
        if (source instanceof Single<?> single) {
            single.subscribe(recorder);
        } else if (source instanceof Maybe<?> maybe) {
            maybe.subscribe(recorder);
        } else if (source instanceof Completable completable) {
            completable.subscribe(recorder);
        } else if (source instanceof Observable<?> observable) {
            observable.subscribe(recorder);
        } else {
            ((Flowable<?>) source).subscribe(recorder);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
