package dev.loopbridge.rxjava;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import java.util.function.Consumer;

/** The five types behind one face, so that a test can go over them all. */
enum Kind {
    SINGLE {
        @Override
        Launched launch(Verb verb, EventLoop loop, Coroutine<?> body) {
            Single<Object> source = switch (verb) {
                case RUN -> LoopSingle.run(body);
                case RUN_UNTIL_COMPLETE -> LoopSingle.runUntilComplete(loop, body);
                case SUBMIT -> LoopSingle.submit(loop, body);
            };
            return new Launched(source::subscribe, source.toFlowable());
        }
    },
    MAYBE {
        @Override
        Launched launch(Verb verb, EventLoop loop, Coroutine<?> body) {
            Maybe<Object> source = switch (verb) {
                case RUN -> LoopMaybe.run(body);
                case RUN_UNTIL_COMPLETE -> LoopMaybe.runUntilComplete(loop, body);
                case SUBMIT -> LoopMaybe.submit(loop, body);
            };
            return new Launched(source::subscribe, source.toFlowable());
        }
    },
    COMPLETABLE {
        @Override
        Launched launch(Verb verb, EventLoop loop, Coroutine<?> body) {
            Completable source = switch (verb) {
                case RUN -> LoopCompletable.run(body);
                case RUN_UNTIL_COMPLETE -> LoopCompletable.runUntilComplete(loop, body);
                case SUBMIT -> LoopCompletable.submit(loop, body);
            };
            return new Launched(source::subscribe, source.toFlowable());
        }
    },
    OBSERVABLE {
        @Override
        Launched launch(Verb verb, EventLoop loop, Coroutine<?> body) {
            Generator<Object> stream = out -> out.emit(body.run());
            Observable<Object> source = switch (verb) {
                case RUN -> LoopObservable.run(stream);
                case RUN_UNTIL_COMPLETE -> LoopObservable.runUntilComplete(loop, stream);
                case SUBMIT -> LoopObservable.submit(loop, stream);
            };
            return new Launched(source::subscribe, source.toFlowable(BackpressureStrategy.ERROR));
        }
    },
    FLOWABLE {
        @Override
        Launched launch(Verb verb, EventLoop loop, Coroutine<?> body) {
            Generator<Object> stream = out -> out.emit(body.run());
            Flowable<Object> source = switch (verb) {
                case RUN -> LoopFlowable.run(stream);
                case RUN_UNTIL_COMPLETE -> LoopFlowable.runUntilComplete(loop, stream);
                case SUBMIT -> LoopFlowable.submit(loop, stream);
            };
            return new Launched(source::subscribe, source);
        }
    };

    /** A source: to subscribe to as it is, or by way of a Flowable for its operators. */
    record Launched(Consumer<Recorder> direct, Flowable<Object> flow) {
        void subscribe(Recorder recorder) {
            direct.accept(recorder);
        }
    }

    /** {@code loop} is ignored by {@link Verb#RUN}. */
    abstract Launched launch(Verb verb, EventLoop loop, Coroutine<?> body);
}
