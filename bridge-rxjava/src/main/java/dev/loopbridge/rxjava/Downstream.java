package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.operators.ConditionalSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** An observer of any of the five types, in the signals that they have in common. */
abstract class Downstream<T> {
    /** The observer itself. */
    final Object target;

    private Downstream(Object target) {
        this.target = target;
    }

    /** Both the {@link Subscription} and the {@link Disposable} of a flow. */
    interface Upstream extends Subscription, Disposable {}

    abstract void onSubscribe(Upstream upstream);

    /** {@code onNext}, or {@code onSuccess} where that is the only element. */
    void onNext(T item) {}

    /** {@return whether {@code item} was wanted} As {@link #onNext}. */
    boolean tryOnNext(T item) {
        onNext(item);
        return true;
    }

    abstract void onError(Throwable error);

    /** Not behind an {@code onSuccess}. */
    void onComplete() {}

    /** {@return whether it asks for elements; else it takes what comes} */
    boolean hasDemand() {
        return false;
    }

    /** {@return whether its element is its end} */
    boolean endsWithElement() {
        return false;
    }

    static <T> Downstream<T> of(Subscriber<? super T> subscriber) {
        return new OfSubscriber<>(subscriber);
    }

    static <T> Downstream<T> of(Observer<? super T> observer) {
        return new Downstream<>(observer) {
            @Override
            void onSubscribe(Upstream upstream) {
                observer.onSubscribe(upstream);
            }

            @Override
            void onNext(T item) {
                observer.onNext(item);
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }

            @Override
            void onComplete() {
                observer.onComplete();
            }
        };
    }

    static <T> Downstream<T> of(SingleObserver<? super T> observer) {
        return new Downstream<>(observer) {
            @Override
            void onSubscribe(Upstream upstream) {
                observer.onSubscribe(upstream);
            }

            @Override
            void onNext(T item) {
                observer.onSuccess(item);
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }

            @Override
            boolean endsWithElement() {
                return true;
            }
        };
    }

    static <T> Downstream<T> of(MaybeObserver<? super T> observer) {
        return new Downstream<>(observer) {
            @Override
            void onSubscribe(Upstream upstream) {
                observer.onSubscribe(upstream);
            }

            @Override
            void onNext(T item) {
                observer.onSuccess(item);
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }

            @Override
            void onComplete() {
                observer.onComplete();
            }

            @Override
            boolean endsWithElement() {
                return true;
            }
        };
    }

    static <T> Downstream<T> of(CompletableObserver observer) {
        return new Downstream<>(observer) {
            @Override
            void onSubscribe(Upstream upstream) {
                observer.onSubscribe(upstream);
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }

            @Override
            void onComplete() {
                observer.onComplete();
            }
        };
    }

    /** Of its own, since each of its elements comes this way. */
    private static final class OfSubscriber<T> extends Downstream<T> {
        private final Subscriber<? super T> subscriber;
        private final @Nullable ConditionalSubscriber<? super T> conditional;

        OfSubscriber(Subscriber<? super T> subscriber) {
            super(subscriber);
            this.subscriber = subscriber;
            this.conditional = asConditional(subscriber);
        }

        @SuppressWarnings("unchecked") // one subscriber, one type of elements
        private static <T> @Nullable ConditionalSubscriber<T> asConditional(Subscriber<T> subscriber) {
            return subscriber instanceof ConditionalSubscriber ? (ConditionalSubscriber<T>) subscriber : null;
        }

        @Override
        void onSubscribe(Upstream upstream) {
            subscriber.onSubscribe(upstream);
        }

        @Override
        void onNext(T item) {
            subscriber.onNext(item);
        }

        /** A filter then passes elements over without a request for each. */
        @Override
        boolean tryOnNext(T item) {
            if (conditional != null) {
                return conditional.tryOnNext(item);
            }
            subscriber.onNext(item);
            return true;
        }

        @Override
        void onError(Throwable error) {
            subscriber.onError(error);
        }

        @Override
        void onComplete() {
            subscriber.onComplete();
        }

        @Override
        boolean hasDemand() {
            return true;
        }
    }
}
