package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopbridge.loop.Loops#engines")
class InflowValueTest {
    private final Feed feed = new Feed();
    private final EventLoop loop;

    InflowValueTest(CoroutineEngine engine) {
        loop = EventLoop.builder().engine(engine).build();
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private Task<String> begin(Coroutine<String> body) {
        Task<String> task = loop.createTask(body);
        runReady();
        return task;
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
    void awaitOnly_element_resumesAtTheCompletion() {
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));
        assertThat(feed.requests).containsExactly(Long.MAX_VALUE);

        feed.emitElsewhere("a");
        runReady();
        assertThat(task.isDone()).isFalse();
        Feed.elsewhere(feed.inflow()::onComplete);
        runReady();

        assertThat(task.result()).isEqualTo("a");
        assertThat(feed.cancels).hasValue(0);
        feed.assertNothingDropped();
    }

    @Test
    void awaitOnly_empty_isNull() {
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));

        feed.inflow().onComplete();
        runReady();

        assertThat(task.result()).isNull();
    }

    @Test
    void awaitOnly_errorAfterTheElement_throwsAndDiscards() {
        IOException error = new IOException("checked");
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));

        feed.emit("a");
        feed.inflow().onError(error);
        runReady();

        assertThat(task.exception()).isSameAs(error);
        assertThat(error.getSuppressed()[0]).hasMessage("#await of Feed terminated with an error");
        assertThat(feed.discarded).containsExactly("a");
    }

    @Test
    void awaitOnly_secondElement_isAnErrorAndCancels() {
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));

        feed.emit("a", "b", "c");
        runReady();

        assertThat(task.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Feed emitted more than one element, one was awaited;"
                        + " await the first, or the last, or iterate");
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("b", "a");
        assertThat(feed.nextDropped).containsExactly("c");
    }

    @Test
    void awaitOnly_cancelledBetweenElementAndCompletion_discardsAndCancels() {
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));

        feed.emit("a");
        task.cancel();
        runReady();
        feed.inflow().onComplete();

        assertThat(task.isCancelled()).isTrue();
        assertThat(feed.discarded).containsExactly("a");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void awaitFirst_element_requestsOneAndCancelsAtOnce() {
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));
        assertThat(feed.requests).containsExactly(1L);

        feed.emitElsewhere("a");
        assertThat(feed.cancels).as("in onNext").hasValue(1);
        feed.emitElsewhere("b");
        runReady();

        assertThat(task.result()).isEqualTo("a");
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.requests).containsExactly(1L);
        assertThat(feed.nextDropped).containsExactly("b");
    }

    @Test
    void awaitFirst_upstreamThrowsFromItsCancel_resumesWithTheElementAllTheSame() {
        feed.onCancel = () -> {
            throw new IllegalStateException("against rule 3.15");
        };
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));

        Throwable thrown = catchThrowable(() -> feed.emit("a"));
        runReady();

        assertThat(thrown).hasMessage("against rule 3.15");
        assertThat(task.isDone()).isTrue();
        assertThat(task.result()).isEqualTo("a");
    }

    @Test
    void awaitFirst_taskCancelledWithTheElementOnItsWay_discardsIt() {
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));

        feed.emitElsewhere("a");
        task.cancel();
        runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(feed.discarded).containsExactly("a");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void awaitFirst_empty_isNull() {
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));

        feed.inflow().onComplete();
        runReady();

        assertThat(task.result()).isNull();
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void awaitFirst_lateErrorAfterIt_isDropped() {
        IOException error = new IOException("late");
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));

        feed.emit("a");
        feed.inflow().onError(error);
        runReady();

        assertThat(task.result()).isEqualTo("a");
        assertThat(feed.errorsDropped).containsExactly(error);
    }

    @Test
    void awaitLast_elements_discardsAllButTheLast() {
        Task<String> task = begin(() -> Inflow.awaitLast(feed, 4));

        feed.emitElsewhere("a", "b", "c");
        feed.inflow().onComplete();
        runReady();

        assertThat(task.result()).isEqualTo("c");
        assertThat(feed.requests).as("nothing more at the end").containsExactly(4L);
        assertThat(feed.discarded).containsExactly("a", "b");
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void awaitLast_error_discardsThemAll() {
        IOException error = new IOException("end");
        Task<String> task = begin(() -> Inflow.awaitLast(feed, 4));

        feed.emit("a", "b");
        feed.inflow().onError(error);
        runReady();

        assertThat(task.exception()).isSameAs(error);
        assertThat(feed.discarded).containsExactly("a", "b");
    }

    @Test
    void awaitAny_scalar_subscribesToNothing() {
        feed.scalar = () -> "constant";

        assertThat(loop.runUntilComplete(() -> Inflow.awaitOnly(feed))).isEqualTo("constant");
        assertThat(loop.runUntilComplete(() -> Inflow.awaitFirst(feed))).isEqualTo("constant");
        assertThat(loop.runUntilComplete(() -> Inflow.awaitLast(feed, 1))).isEqualTo("constant");
        assertThat(feed.subscriptions).hasValue(0);
    }

    @Test
    void awaitOnly_scalarThatFails_throwsTheSame() {
        IOException error = new IOException("constant");
        feed.scalar = () -> {
            throw error;
        };

        Throwable thrown = loop.runUntilComplete(() -> catchThrowable(() -> Inflow.awaitOnly(feed)));

        assertThat(thrown).isSameAs(error);
        assertThat(error.getSuppressed()).hasSize(1);
    }

    @Test
    void awaitAny_outsideACoroutine_isRefused() {
        feed.scalar = () -> "constant";

        assertThatThrownBy(() -> Inflow.awaitOnly(feed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
        assertThatThrownBy(() -> Inflow.awaitLast(feed, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void subscribe_throws_comesOut() {
        RuntimeException error = new RuntimeException("against rule 1.9");
        feed.onSubscribe = () -> {
            throw error;
        };

        Throwable thrown = loop.runUntilComplete(() -> catchThrowable(() -> Inflow.awaitOnly(feed)));

        assertThat(thrown).isSameAs(error);
    }

    @Test
    void onSubscribe_afterTheTaskWasCancelled_isCancelled() {
        feed.onSubscribe = () -> {};
        Task<String> task = begin(() -> Inflow.awaitOnly(feed));
        task.cancel();
        runReady();

        feed.inflow().onSubscribe(feed);

        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.requests).isEmpty();
    }

    @Test
    void onSubscribe_later_isAskedForWhatIsWanted() {
        feed.onSubscribe = () -> {};
        Task<String> task = begin(() -> Inflow.awaitFirst(feed));

        Feed.elsewhere(() -> feed.inflow().onSubscribe(feed));
        feed.emitElsewhere("a");
        runReady();

        assertThat(feed.requests).containsExactly(1L);
        assertThat(task.result()).isEqualTo("a");
    }
}
