package dev.loopbridge.rxjava;

import static dev.loopbridge.rxjava.RxAwait.await;
import static dev.loopbridge.rxjava.RxAwait.awaitFirst;
import static dev.loopbridge.rxjava.RxAwait.awaitLast;
import static dev.loopbridge.rxjava.RxAwait.forEach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subjects.MaybeSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RxAwaitTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoop loop = EventLoop.builder().name("mine").build();
    private final List<Object> seen = new ArrayList<>();
    private final SingleSubject<String> single = SingleSubject.create();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private <T> T run(Coroutine<T> body) {
        return loop.runUntilComplete(body);
    }

    private Throwable thrownBy(Coroutine<?> body) {
        return run(() -> catchThrowable(body::run));
    }

    private <T> Task<T> begin(Coroutine<T> body) {
        Task<T> task = loop.createTask(body);
        runReady();
        return task;
    }

    private void runReady() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    @Test
    void await_eachOfTheThree_givesItsValue() {
        assertThat(run(() -> await(Single.just("a")))).isEqualTo("a");
        assertThat(run(() -> await(Maybe.just("a")))).isEqualTo("a");
        assertThat(run(() -> await(Maybe.<String>empty()))).isNull();
        run(() -> {
            await(Completable.fromAction(() -> seen.add("completed")));
            return null;
        });
        assertThat(seen).containsExactly("completed");
    }

    @Test
    void await_eachOnAnotherThread_resumesOnTheLoop() {
        List<Boolean> inLoop = run(() -> {
            await(Single.just("a").observeOn(Schedulers.computation()));
            boolean afterSingle = loop.inLoop();
            await(Maybe.just("a").observeOn(Schedulers.computation()));
            boolean afterMaybe = loop.inLoop();
            await(Completable.complete().observeOn(Schedulers.computation()));
            return List.of(afterSingle, afterMaybe, loop.inLoop());
        });

        assertThat(inLoop).containsExactly(true, true, true);
    }

    @Test
    void await_error_isThrownAsItIsWithTheSiteNoted() {
        IOException error = new IOException("boom");

        Throwable thrown = thrownBy(() -> await(Single.<String>error(error).observeOn(Schedulers.computation())));

        assertThat(thrown).isSameAs(error);
        assertThat(thrown.getSuppressed())
                .singleElement()
                .asString()
                .matches(".*#await of io\\.reactivex\\..*SingleObserveOn@\\w+ terminated with an error");
    }

    @Test
    void await_aCancellationOfTheSourcesOwn_isNoCancelOfTheTask() {
        CancellationException theirs = new CancellationException("theirs");

        assertThat(thrownBy(() -> await(Maybe.error(theirs)))).isSameAs(theirs);
    }

    @Test
    void await_sourcesOfThisLoop_work() {
        int sum = run(() -> await(LoopSingle.submit(loop, () -> {
                    Tasks.yieldNow();
                    return 20;
                }))
                + awaitLast(LoopFlowable.<Integer>submit(loop, out -> {
                    out.emit(21);
                    Tasks.yieldNow();
                    out.emit(22);
                })));

        assertThat(sum).isEqualTo(42);
    }

    @Test
    void cancel_ofTheTask_disposesEachKind() {
        MaybeSubject<String> maybe = MaybeSubject.create();
        CompletableSubject completable = CompletableSubject.create();
        PublishSubject<String> observable = PublishSubject.create();
        PublishProcessor<String> flowable = PublishProcessor.create();
        List<Task<?>> tasks = List.of(
                begin(() -> await(single)),
                begin(() -> await(maybe)),
                begin(() -> {
                    await(completable);
                    return null;
                }),
                begin(() -> awaitFirst(observable)),
                begin(() -> awaitLast(observable)),
                begin(() -> awaitFirst(flowable)),
                begin(() -> awaitLast(flowable)));
        assertThat(single.hasObservers()
                        && maybe.hasObservers()
                        && completable.hasObservers()
                        && observable.hasObservers()
                        && flowable.hasSubscribers())
                .isTrue();

        tasks.forEach(Task::cancel);
        runReady();

        assertThat(tasks).allMatch(Task::isCancelled);
        assertThat(single.hasObservers()
                        || maybe.hasObservers()
                        || completable.hasObservers()
                        || observable.hasObservers()
                        || flowable.hasSubscribers())
                .isFalse();
    }

    @Test
    void close_duringAwait_exitsAndDisposes() {
        Task<Object> task = begin(() -> {
            try {
                return await(single);
            } catch (CoroutineExit | CancelledError exit) {
                seen.add(exit.getClass());
                throw exit;
            }
        });

        loop.close();

        assertThat(seen).containsExactly(CoroutineExit.class);
        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(single.hasObservers()).isFalse();
    }

    @Test
    void timeout_aroundAwait_disposes() {
        Throwable thrown = thrownBy(() -> Tasks.waitFor(() -> await(single), Duration.ofMillis(1)));

        assertThat(thrown).isInstanceOf(TimeoutException.class);
        assertThat(single.hasObservers()).isFalse();
    }

    @Test
    void onError_afterTheCancel_isUndeliverableOnce() {
        IOException late = new IOException("late");
        Task<String> task = begin(() -> await(Single.unsafeCreate(observer -> {
            observer.onSubscribe(Disposable.empty());
            seen.add(observer);
        })));
        task.cancel();
        runReady();

        ((SingleObserver<?>) seen.get(0)).onError(late);

        assertThat(undeliverable.errors).hasSize(1);
        assertThat(undeliverable.errors.remove(0).getCause()).isSameAs(late);
    }

    @Test
    void awaitFirst_flowable_requestsOneAndCancels() {
        List<Long> requests = new ArrayList<>();

        int first = run(() ->
                awaitFirst(Flowable.range(1, 10).doOnRequest(requests::add).doOnCancel(() -> seen.add("cancelled"))));

        assertThat(first).isEqualTo(1);
        assertThat(requests).containsExactly(1L);
        assertThat(seen).containsExactly("cancelled");
    }

    @Test
    void awaitFirst_observable_disposesTheRest() {
        int first = run(() ->
                awaitFirst(Observable.range(1, 1_000_000).doOnNext(seen::add).doOnDispose(() -> seen.add("disposed"))));

        assertThat(first).isEqualTo(1);
        assertThat(seen).containsExactly(1, "disposed");
    }

    @Test
    void awaitLast_flowable_isTheLastWithinThePrefetch() {
        List<Long> requests = new ArrayList<>();

        int last = run(() -> awaitLast(Flowable.range(1, 1_000).doOnRequest(requests::add)));

        assertThat(last).isEqualTo(1_000);
        assertThat(requests).startsWith(128L, 96L).doesNotContain(Long.MAX_VALUE);
    }

    @Test
    void awaitLast_observable_isTheLast() {
        assertThat(run(() -> awaitLast(Observable.range(1, 1_000_000)))).isEqualTo(1_000_000);
        assertThat(thrownBy(() -> awaitLast(Observable.just(1).concatWith(Observable.error(new IOException("boom"))))))
                .hasMessage("boom");
    }

    @Test
    void awaitFirstAndLast_ofNothing_nameTheSource() {
        Flowable<Integer> flowable = Flowable.empty();
        Observable<Integer> observable = Observable.empty();

        for (Coroutine<Integer> awaiting :
                List.<Coroutine<Integer>>of(() -> awaitFirst(flowable), () -> awaitLast(flowable))) {
            assertThat(thrownBy(awaiting))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage(flowable + " completed without an element");
        }
        for (Coroutine<Integer> awaiting :
                List.<Coroutine<Integer>>of(() -> awaitFirst(observable), () -> awaitLast(observable))) {
            assertThat(thrownBy(awaiting))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage(observable + " completed without an element");
        }
    }

    @Test
    void forEach_elements_areSeenOneByOneAndMayAwait() {
        run(() -> {
            forEach(Flowable.range(1, 3).observeOn(Schedulers.computation()), number -> {
                Tasks.yieldNow();
                seen.add(number * await(Single.just(10)));
            });
            return null;
        });

        assertThat(seen).containsExactly(10, 20, 30);
    }

    @Test
    void forEach_actionThrows_cancelsTheUpstream() {
        PublishProcessor<Integer> never = PublishProcessor.create();
        IllegalStateException error = new IllegalStateException("enough");

        Throwable thrown = thrownBy(() -> {
            forEach(Flowable.range(1, 10).concatWith(never), number -> {
                throw error;
            });
            return null;
        });

        assertThat(thrown).isSameAs(error);
        assertThat(never.hasSubscribers()).isFalse();
    }

    @Test
    void await_whatRunsANewLoopHere_isAnErrorAndNoHang() {
        Throwable thrown = thrownBy(() -> await(LoopSingle.run(() -> 1)));

        assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot run the event loop while another loop is running: loop \"loop-")
                .hasMessageContaining("\", which runs loop \"mine\"; ");
    }

    @Test
    void await_outsideACoroutine_isRefused() {
        assertThatThrownBy(() -> await(Single.just(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
    }

    @Test
    void await_null_isRefused() {
        assertThatThrownBy(() -> await((Single<String>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("source");
    }
}
