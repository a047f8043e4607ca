package dev.loopbridge.rxjava;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;

/** A source of any kind and verb, in its own type: no operator between it and its observer but the one that a test adds. */
record AnySource(Object source) {
    static AnySource of(Kind kind, Verb verb, EventLoop loop, Coroutine<Object> body) {
        return new AnySource(
                switch (verb) {
                    case RUN -> run(kind, body);
                    case RUN_UNTIL_COMPLETE -> runUntilComplete(kind, loop, body);
                    case SUBMIT -> submit(kind, loop, body);
                });
    }

    private static Generator<Object> emitting(Coroutine<Object> body) {
        return out -> out.emit(body.run());
    }

    private static Object run(Kind kind, Coroutine<Object> body) {
        return switch (kind) {
            case SINGLE -> LoopSingle.run(body);
            case MAYBE -> LoopMaybe.run(body);
            case COMPLETABLE -> LoopCompletable.run(body);
            case OBSERVABLE -> LoopObservable.run(emitting(body));
            case FLOWABLE -> LoopFlowable.run(emitting(body));
        };
    }

    private static Object runUntilComplete(Kind kind, EventLoop loop, Coroutine<Object> body) {
        return switch (kind) {
            case SINGLE -> LoopSingle.runUntilComplete(loop, body);
            case MAYBE -> LoopMaybe.runUntilComplete(loop, body);
            case COMPLETABLE -> LoopCompletable.runUntilComplete(loop, body);
            case OBSERVABLE -> LoopObservable.runUntilComplete(loop, emitting(body));
            case FLOWABLE -> LoopFlowable.runUntilComplete(loop, emitting(body));
        };
    }

    private static Object submit(Kind kind, EventLoop loop, Coroutine<Object> body) {
        return switch (kind) {
            case SINGLE -> LoopSingle.submit(loop, body);
            case MAYBE -> LoopMaybe.submit(loop, body);
            case COMPLETABLE -> LoopCompletable.submit(loop, body);
            case OBSERVABLE -> LoopObservable.submit(loop, emitting(body));
            case FLOWABLE -> LoopFlowable.submit(loop, emitting(body));
        };
    }

    /** With a function on its way that throws {@code error}; a Completable has no element to give one. */
    AnySource mappedByThrowing(Error error) {
        if (source instanceof Single<?> single) {
            return new AnySource(single.map(item -> fail(error)));
        }
        if (source instanceof Maybe<?> maybe) {
            return new AnySource(maybe.map(item -> fail(error)));
        }
        if (source instanceof Observable<?> observable) {
            return new AnySource(observable.map(item -> fail(error)));
        }
        return new AnySource(((Flowable<?>) source).map(item -> fail(error)));
    }

    private static Object fail(Error error) {
        throw error;
    }

    void subscribe(FaultyObserver observer) {
        if (source instanceof Single<?> single) {
            single.subscribe(observer);
        } else if (source instanceof Maybe<?> maybe) {
            maybe.subscribe(observer);
        } else if (source instanceof Completable completable) {
            completable.subscribe(observer);
        } else if (source instanceof Observable<?> observable) {
            observable.subscribe(observer);
        } else {
            ((Flowable<?>) source).subscribe(observer);
        }
    }

    /** As {@link #subscribe}, by a lambda for each signal. */
    void subscribeLambdas(FaultyObserver observer) {
        Disposable unused;
        if (source instanceof Single<?> single) {
            unused = single.subscribe(observer::onSuccess, observer::onError);
        } else if (source instanceof Maybe<?> maybe) {
            unused = maybe.subscribe(observer::onSuccess, observer::onError, observer::onComplete);
        } else if (source instanceof Completable completable) {
            unused = completable.subscribe(observer::onComplete, observer::onError);
        } else if (source instanceof Observable<?> observable) {
            unused = observable.subscribe(observer::onNext, observer::onError, observer::onComplete);
        } else {
            unused = ((Flowable<?>) source).subscribe(observer::onNext, observer::onError, observer::onComplete);
        }
    }
}
