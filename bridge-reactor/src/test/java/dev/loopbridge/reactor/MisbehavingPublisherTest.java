package dev.loopbridge.reactor;

import static dev.loopbridge.reactor.ReactorAwait.await;
import static dev.loopbridge.reactor.ReactorAwait.awaitFirst;
import static dev.loopbridge.reactor.ReactorAwait.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

/** Whatever a publisher does against the rules: an error, and never a hang. */
class MisbehavingPublisherTest {
    private final EventLoop loop = EventLoop.create();
    private final List<Object> taken = new ArrayList<>();
    private final List<Object> nextDropped = Collections.synchronizedList(new ArrayList<>());
    private final List<Object> errorsDropped = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void hook() {
        Hooks.onNextDropped(nextDropped::add);
        Hooks.onErrorDropped(errorsDropped::add);
    }

    @AfterEach
    void cleanUp() {
        Hooks.resetOnNextDropped();
        Hooks.resetOnErrorDropped();
        loop.close();
    }

    private <T> Task<T> begin(Coroutine<T> body) {
        Task<T> task = loop.createTask(body);
        runReady();
        return task;
    }

    private Task<Object> beginToTake(Publisher<String> publisher, int prefetch) {
        AsyncIterator<String> elements = iterate(publisher, prefetch);
        return begin(() -> {
            while (elements.next()) {
                taken.add(elements.current());
            }
            return null;
        });
    }

    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    @Test
    void overflow_ofAnIteration_failsItAndCancels() {
        TestPublisher<String> source = TestPublisher.createNoncompliant(Violation.REQUEST_OVERFLOW);
        Task<Object> task = beginToTake(source, 2);

        source.next("a", "b", "c");
        runReady();

        assertThat(taken).containsExactly("a", "b");
        assertThat(task.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" emitted 3 elements, 2 were requested (Reactive Streams rule 1.1);"
                        + " it needs an operator that buffers or drops")
                .hasMessageContaining("TestPublisher");
        assertThat(source.wasCancelled()).isTrue();
    }

    @Test
    void overflow_ofAwaitFirst_isDropped() {
        TestPublisher<String> source =
                TestPublisher.createNoncompliant(Violation.REQUEST_OVERFLOW, Violation.DEFER_CANCELLATION);
        Task<String> task = begin(() -> awaitFirst(source));

        source.next("a", "b");
        runReady();

        assertThat(task.result()).isEqualTo("a");
        assertThat(nextDropped).containsExactly("b");
    }

    @Test
    void nullElement_fails() {
        TestPublisher<String> source = TestPublisher.createNoncompliant(Violation.ALLOW_NULL);
        Task<Object> task = beginToTake(source, 2);

        assertThatThrownBy(() -> source.next((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("signalled onNext(null) (Reactive Streams rule 2.13)");
        runReady();

        assertThat(task.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("signalled onNext(null) (Reactive Streams rule 2.13)");
        assertThat(source.wasCancelled()).isTrue();
    }

    @Test
    void signalsAfterTheEnd_goToTheHooks() {
        TestPublisher<String> source = TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE);
        RuntimeException error = new RuntimeException("second end");
        Task<Object> task = beginToTake(source, 2);

        source.complete();
        source.next("late");
        source.error(error);
        runReady();

        assertThat(task.result()).isNull();
        assertThat(taken).isEmpty();
        assertThat(nextDropped).containsExactly("late");
        assertThat(errorsDropped).containsExactly(error);
    }

    /** A subscription that remembers. */
    private static final class Told implements Subscription {
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void request(long n) {
            calls.add("request " + n);
        }

        @Override
        public void cancel() {
            calls.add("cancel");
        }
    }

    @Test
    void secondSubscription_isCancelledAndTheFirstGoesOn() {
        Told first = new Told();
        Told second = new Told();
        Publisher<String> twice = subscriber -> {
            subscriber.onSubscribe(first);
            subscriber.onSubscribe(second);
            subscriber.onNext("a");
            subscriber.onComplete();
        };

        beginToTake(twice, 2);

        assertThat(taken).containsExactly("a");
        assertThat(second.calls).containsExactly("cancel");
        assertThat(first.calls).containsExactly("request 2");
    }

    @Test
    void elementBeforeTheSubscription_fails() {
        Told late = new Told();
        Publisher<String> hasty = subscriber -> {
            subscriber.onNext("a");
            subscriber.onSubscribe(late);
        };

        Task<Object> task = beginToTake(hasty, 2);

        assertThat(task.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(" signalled onNext before onSubscribe (Reactive Streams rule 1.9)");
        assertThat(late.calls).containsExactly("cancel");
    }

    @Test
    void neverSubscribed_stillEndsWithTheTask() {
        Publisher<String> silent = subscriber -> {};
        Task<Object> task = beginToTake(silent, 2);

        task.cancel();
        runReady();

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void subscribeThrows_comesOut() {
        RuntimeException error = new RuntimeException("no");
        Publisher<String> broken = subscriber -> {
            throw error;
        };

        Task<Object> task = beginToTake(broken, 2);

        assertThat(task.exception()).isSameAs(error);
    }

    @Test
    void monoOfTwo_fails() {
        Told told = new Told();
        Publisher<String> two = (Subscriber<? super String> subscriber) -> {
            subscriber.onSubscribe(told);
            subscriber.onNext("a");
            subscriber.onNext("b");
            subscriber.onComplete();
        };

        Task<String> task = begin(() -> await(Mono.fromDirect(two)));

        assertThat(task.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(" emitted more than one element, one was awaited;");
        assertThat(told.calls).containsExactly("request " + Long.MAX_VALUE, "cancel");
    }
}
