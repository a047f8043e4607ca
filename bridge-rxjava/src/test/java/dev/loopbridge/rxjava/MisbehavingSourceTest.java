package dev.loopbridge.rxjava;

import static dev.loopbridge.rxjava.RxAwait.await;
import static dev.loopbridge.rxjava.RxAwait.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;

/** Whatever a source does against the rules: an error, and never a hang. */
class MisbehavingSourceTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoop loop = EventLoop.create();
    private final List<Object> taken = new ArrayList<>();
    private final Disposable first = Disposable.empty();
    private final Disposable second = Disposable.empty();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private <T> Task<T> begin(Coroutine<T> body) {
        Task<T> task = loop.createTask(body);
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
        return task;
    }

    /** The two ways to take an Observable: through a buffer, and the first element without. */
    enum Way {
        ITERATE {
            @Override
            Object take(Observable<String> source, List<Object> taken) {
                iterate(source, 2, BackpressureOverflowStrategy.DROP_OLDEST).forEach(taken::add);
                return null;
            }
        },
        FIRST {
            @Override
            Object take(Observable<String> source, List<Object> taken) {
                return RxAwait.awaitFirst(source);
            }
        };

        abstract Object take(Observable<String> source, List<Object> taken);
    }

    private static final class Scripted extends Observable<String> {
        private final Consumer<Observer<? super String>> script;

        Scripted(Consumer<Observer<? super String>> script) {
            this.script = script;
        }

        @Override
        protected void subscribeActual(Observer<? super String> observer) {
            script.accept(observer);
        }

        @Override
        public String toString() {
            return "scripted";
        }
    }

    private static void assertViolation(Task<?> task, String message) {
        assertThat(task.exception()).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource
    void nullElement_fails(Way way) {
        Observable<String> source = new Scripted(observer -> {
            observer.onSubscribe(first);
            assertThatThrownBy(() -> observer.onNext(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("scripted signalled onNext(null) (Reactive Streams rule 2.13)");
        });

        assertViolation(
                begin(() -> way.take(source, taken)), "scripted signalled onNext(null) (Reactive Streams rule 2.13)");
        assertThat(first.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nullError_fails(Way way) {
        Observable<String> source = new Scripted(observer -> {
            observer.onSubscribe(first);
            assertThatThrownBy(() -> observer.onError(null)).isInstanceOf(NullPointerException.class);
        });

        assertViolation(
                begin(() -> way.take(source, taken)), "scripted signalled onError(null) (Reactive Streams rule 2.13)");
        assertThat(first.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nullDisposable_fails(Way way) {
        Observable<String> source = new Scripted(observer ->
                assertThatThrownBy(() -> observer.onSubscribe(null)).isInstanceOf(NullPointerException.class));

        assertViolation(
                begin(() -> way.take(source, taken)),
                "scripted signalled onSubscribe(null) (Reactive Streams rule 2.13)");
    }

    @Test
    void nullSubscription_fails() {
        Flowable<String> source = Flowable.unsafeCreate(subscriber ->
                assertThatThrownBy(() -> subscriber.onSubscribe(null)).isInstanceOf(NullPointerException.class));

        Task<String> task = begin(() -> RxAwait.awaitFirst(source));

        assertViolation(task, source + " signalled onSubscribe(null) (Reactive Streams rule 2.13)");
    }

    @ParameterizedTest
    @EnumSource
    void elementBeforeTheDisposable_fails(Way way) {
        Observable<String> source = new Scripted(observer -> {
            observer.onNext("a");
            observer.onSubscribe(first);
        });

        assertViolation(
                begin(() -> way.take(source, taken)),
                "scripted signalled onNext before onSubscribe (Reactive Streams rule 1.9)");
        assertThat(first.isDisposed()).isTrue();
    }

    @Test
    void secondDisposable_isDisposedAndTheFirstGoesOn() {
        Observable<String> source = new Scripted(observer -> {
            observer.onSubscribe(first);
            observer.onSubscribe(second);
            observer.onNext("a");
            observer.onComplete();
        });

        begin(() -> Way.ITERATE.take(source, taken));

        assertThat(taken).containsExactly("a");
        assertThat(second.isDisposed()).isTrue();
        assertThat(first.isDisposed()).isFalse();
    }

    @Test
    void signalsAfterTheEnd_areDroppedAndTheErrorUndeliverable() {
        IllegalStateException late = new IllegalStateException("late");
        Observable<String> source = new Scripted(observer -> {
            observer.onSubscribe(first);
            observer.onNext("a");
            observer.onComplete();
            observer.onNext("b");
            observer.onError(late);
            observer.onComplete();
        });

        Task<Object> task = begin(() -> Way.ITERATE.take(source, taken));

        assertThat(task.exception()).isNull();
        assertThat(taken).containsExactly("a");
        assertThat(undeliverable.errors).containsExactly(late);
        undeliverable.errors.clear();
    }

    @Test
    void secondEndOfEachSingleValue_isDropped() {
        Single<String> single = Single.unsafeCreate(observer -> {
            observer.onSubscribe(first);
            observer.onSuccess("a");
            observer.onSuccess("b");
        });
        Maybe<String> maybe = Maybe.unsafeCreate(observer -> {
            observer.onSubscribe(first);
            observer.onComplete();
            observer.onSuccess("b");
        });
        Completable completable = Completable.unsafeCreate(observer -> {
            observer.onSubscribe(first);
            observer.onComplete();
            observer.onComplete();
        });

        Task<String> all = begin(() -> {
            await(completable);
            return await(single) + await(maybe);
        });

        assertThat(all.result()).isEqualTo("anull");
    }

    @Test
    void nullValueOfASingle_fails() {
        Single<String> source = Single.unsafeCreate(observer -> {
            observer.onSubscribe(first);
            assertThatThrownBy(() -> observer.onSuccess(null)).isInstanceOf(NullPointerException.class);
        });

        assertViolation(begin(() -> await(source)), source + " signalled onNext(null) (Reactive Streams rule 2.13)");
    }

    @Test
    void moreThanRequested_failsBehindWhatWas() {
        Flowable<String> source = Flowable.unsafeCreate(subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    first.dispose();
                }
            });
            List.of("a", "b", "c").forEach(subscriber::onNext);
        });

        Task<Object> task = begin(() -> {
            iterate(source, 2).forEach(taken::add);
            return null;
        });

        assertThat(taken).containsExactly("a", "b");
        assertViolation(
                task,
                source + " emitted 3 elements, 2 were requested (Reactive Streams rule 1.1);"
                        + " it needs an operator that buffers or drops");
        assertThat(first.isDisposed()).isTrue();
    }

    @Test
    void neverSubscribed_stillEndsWithTheTask() {
        Task<Object> task = begin(() -> Way.ITERATE.take(new Scripted(observer -> {}), taken));

        task.cancel();
        begin(() -> null);

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void concurrentSignals_loseNoElement() throws Exception {
        int each = 10_000;
        CyclicBarrier start = new CyclicBarrier(3);
        List<Thread> threads = new ArrayList<>();
        Observable<String> source = new Scripted(observer -> {
            observer.onSubscribe(first);
            for (String name : List.of("left", "right")) {
                threads.add(new Thread(() -> {
                    pass(start);
                    for (int n = 0; n < each; n++) {
                        observer.onNext(name);
                    }
                }));
            }
            threads.forEach(Thread::start);
            pass(start);
        });

        try (EventLoopThread host = EventLoopThread.start("host")) {
            int count = host.loop()
                    .submit(() -> {
                        AsyncIterator<String> elements = iterate(source, 2 * each, BackpressureOverflowStrategy.ERROR);
                        int seen = 0;
                        while (seen < 2 * each && elements.next()) {
                            seen++;
                        }
                        elements.finish();
                        return seen;
                    })
                    .get();

            assertThat(count).isEqualTo(2 * each);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
