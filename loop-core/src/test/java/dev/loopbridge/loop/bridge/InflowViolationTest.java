package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Publishers that break Reactive Streams' rules: the coroutine is told, and never left waiting. */
class InflowViolationTest {
    private final Feed feed = new Feed();
    private final EventLoop loop = EventLoop.create();
    private final List<String> taken = new ArrayList<>();
    private Task<Void> task;

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private void begin() {
        AsyncIterator<String> elements = Inflow.iterate(feed, 2);
        task = loop.createTask(() -> {
            while (elements.next()) {
                taken.add(elements.current());
            }
            return null;
        });
        runReady();
    }

    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    private void assertFailed(String message) {
        assertThat(task.exception()).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    @Test
    void onSubscribe_twice_cancelsTheSecond() {
        begin();
        Feed second = new Feed();

        feed.inflow().onSubscribe(second);
        feed.emit("a");
        feed.inflow().onComplete();
        runReady();

        assertThat(second.cancels).hasValue(1);
        assertThat(second.requests).isEmpty();
        assertThat(feed.cancels).hasValue(0);
        assertThat(taken).containsExactly("a");
    }

    @Test
    void onSubscribe_null_isRefusedAndFailsTheCoroutine() {
        feed.onSubscribe = () -> {};
        begin();

        assertThatThrownBy(() -> feed.inflow().onSubscribe(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Feed signalled onSubscribe(null) (Reactive Streams rule 2.13)");
        runReady();

        assertFailed("Feed signalled onSubscribe(null) (Reactive Streams rule 2.13)");
    }

    @Test
    void onNext_null_isRefusedAndFailsTheCoroutine() {
        begin();

        assertThatThrownBy(() -> feed.inflow().onNext(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Feed signalled onNext(null) (Reactive Streams rule 2.13)");
        runReady();

        assertFailed("Feed signalled onNext(null) (Reactive Streams rule 2.13)");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void onError_null_isRefusedAndFailsTheCoroutine() {
        begin();

        assertThatThrownBy(() -> feed.inflow().onError(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Feed signalled onError(null) (Reactive Streams rule 2.13)");
        runReady();

        assertFailed("Feed signalled onError(null) (Reactive Streams rule 2.13)");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void onNext_moreThanRequested_failsBehindWhatWasRequested() {
        begin();

        feed.emit("a", "b", "c", "d");
        runReady();

        assertThat(taken).containsExactly("a", "b");
        assertFailed("Feed emitted 3 elements, 2 were requested (Reactive Streams rule 1.1);"
                + " it needs an operator that buffers or drops");
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("c");
        assertThat(feed.nextDropped).containsExactly("d");
    }

    @Test
    void onNext_aFloodWithinRequest_hearsTheCancel() {
        feed.onRequest = n -> {
            while (feed.cancels.get() == 0) {
                feed.emit("x");
            }
        };

        begin();

        assertThat(taken).containsExactly("x", "x");
        assertThat(task.exception()).hasMessageStartingWith("Feed emitted 3 elements, 2 were requested");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void onNext_beforeOnSubscribe_failsAndCancelsTheSubscriptionToCome() {
        feed.onSubscribe = () -> feed.emit("a");
        begin();
        runReady();

        feed.inflow().onSubscribe(feed);

        assertFailed("Feed signalled onNext before onSubscribe (Reactive Streams rule 1.9)");
        assertThat(feed.discarded).containsExactly("a");
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.requests).isEmpty();
    }

    @Test
    void onComplete_beforeOnSubscribe_fails() {
        feed.onSubscribe = () -> feed.inflow().onComplete();
        begin();

        assertFailed("Feed signalled onComplete before onSubscribe (Reactive Streams rule 1.9)");
    }

    @Test
    void onError_beforeOnSubscribe_isTheErrorItself() {
        IOException error = new IOException("cannot subscribe");
        feed.onSubscribe = () -> feed.inflow().onError(error);
        begin();

        feed.inflow().onSubscribe(feed);

        assertThat(task.exception()).isSameAs(error);
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void signals_afterTheEnd_goToTheHooks() {
        IOException error = new IOException("second end");
        begin();

        feed.inflow().onComplete();
        feed.emit("a");
        runReady();
        feed.emit("b");
        feed.inflow().onError(error);
        feed.inflow().onComplete();

        assertThat(task.result()).isNull();
        assertThat(taken).isEmpty();
        assertThat(feed.nextDropped).containsExactly("a", "b");
        assertThat(feed.errorsDropped).containsExactly(error);
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void onNext_afterTheCancel_isDiscardedHoweverMuch() {
        begin();
        task.cancel();
        runReady();

        feed.emit("a", "b", "c");

        assertThat(feed.discarded).containsExactly("a", "b", "c");
        assertThat(feed.errorsDropped).isEmpty();
    }
}
