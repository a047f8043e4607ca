package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopbridge.loop.Loops#engines")
class InflowIteratorTest {
    private final Feed feed = new Feed();
    private final AsyncIterator<String> elements = Inflow.iterate(feed, 4);
    private final List<String> taken = new ArrayList<>();
    private final EventLoop loop;
    private long iterations;

    InflowIteratorTest(CoroutineEngine engine) {
        loop = EventLoop.builder().name("mine").engine(engine).build();
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private List<String> takeAll() {
        while (elements.next()) {
            taken.add(elements.current());
        }
        return taken;
    }

    /** Lets a coroutine begin, and come to where it waits. */
    private <T> Task<T> begin(Coroutine<T> body) {
        Task<T> task = loop.createTask(body);
        runReady();
        return task;
    }

    /** Runs what is ready, and what that makes ready. */
    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    private void countIterations() {
        iterations++;
        loop.callSoon(this::countIterations);
    }

    @Test
    void next_elementsAreThere_doesNotSuspend() {
        feed.onRequest = n -> {
            if (n == 4) {
                feed.emit("a", "b");
                feed.inflow().onComplete();
            }
        };

        List<String> all = loop.runUntilComplete(() -> {
            loop.callSoon(() -> taken.add("somebody else"));
            return List.copyOf(takeAll());
        });

        assertThat(all).containsExactly("a", "b");
        assertThat(feed.cancels).hasValue(0);
        feed.assertNothingDropped();
    }

    @Test
    void next_ofManyThatAreThere_letsOthersComeInBetween() {
        AsyncIterator<String> many = Inflow.iterate(feed, Integer.MAX_VALUE);
        feed.onRequest = n -> {
            for (int sent = 0; sent < 1_000; sent++) {
                feed.emit("element");
            }
            feed.inflow().onComplete();
        };
        List<Integer> seen = new ArrayList<>();

        loop.runUntilComplete(() -> {
            loop.callSoon(() -> seen.add(taken.size()));
            while (many.next()) {
                taken.add(many.current());
            }
            return null;
        });

        assertThat(taken).hasSize(1_000);
        assertThat(seen).singleElement().matches(before -> before < 1_000);
    }

    @Test
    void next_nothingIsThere_suspendsUntilThereIs() {
        Task<List<String>> task = begin(this::takeAll);
        assertThat(taken).isEmpty();

        feed.emitElsewhere("a");
        runReady();
        feed.emitElsewhere("b");
        runReady();
        assertThat(taken).containsExactly("a", "b");
        Feed.elsewhere(feed.inflow()::onComplete);
        runReady();

        assertThat(task.result()).containsExactly("a", "b");
    }

    @Test
    void next_beforeTheFirst_subscribesToNothing() {
        assertThat(feed.subscriptions).hasValue(0);

        begin(elements::next);

        assertThat(feed.subscriptions).hasValue(1);
    }

    @Test
    void next_afterTheEnd_isFalseEverAfter() {
        Task<Boolean> first = begin(elements::next);
        feed.inflow().onComplete();
        runReady();

        boolean second = loop.runUntilComplete(elements::next);

        assertThat(first.result()).isFalse();
        assertThat(second).isFalse();

        assertThat(feed.subscriptions).hasValue(1);
    }

    @Test
    void onNext_aBurstFromAnotherThread_isOneWakeUp() {
        Task<List<String>> task = loop.createTask(this::takeAll);
        String[] burst = IntStream.range(0, 4).mapToObj(Integer::toString).toArray(String[]::new);
        long[] taking = {0};

        loop.runUntilComplete(() -> {
            Tasks.yieldNow(); // now it waits
            countIterations();
            loop.callSoon(() -> feed.emitElsewhere(burst));
            while (taken.isEmpty()) {
                Tasks.yieldNow();
            }
            taking[0] = iterations;
            return null;
        });

        assertThat(taken).containsExactly(burst);
        assertThat(taking[0]).as("call, wake-up, step").isLessThanOrEqualTo(4);
        task.cancel();
    }

    @Test
    void onNext_onTheLoop_costsOneIteration() {
        Task<List<String>> task = loop.createTask(this::takeAll);
        List<String> trace = new ArrayList<>();

        loop.runUntilComplete(() -> {
            Tasks.yieldNow(); // now it waits
            feed.emit("a", "b");
            loop.callSoon(() -> trace.add("next in the queue saw " + taken));
            Tasks.yieldNow();
            return null;
        });

        assertThat(trace).containsExactly("next in the queue saw [a, b]");
        task.cancel();
    }

    @Test
    void request_byPrefetch_isRefilledAtThreeQuarters() {
        begin(this::takeAll);
        assertThat(feed.requests).containsExactly(4L);

        feed.emitElsewhere("1", "2");
        runReady();
        assertThat(feed.requests).containsExactly(4L);
        feed.emitElsewhere("3");
        runReady();
        assertThat(feed.requests).containsExactly(4L, 3L);
        feed.emitElsewhere("4", "5", "6", "7");
        runReady();

        assertThat(feed.requests).containsExactly(4L, 3L, 3L);
        assertThat(taken).hasSize(7);
    }

    @Test
    void request_prefetchOfOne_asksForEachAsTheOneBeforeIsTaken() {
        AsyncIterator<String> one = Inflow.iterate(feed, 1);
        begin(() -> {
            while (one.next()) {
                taken.add(one.current());
            }
            return null;
        });

        feed.emitElsewhere("1");
        runReady();
        feed.emitElsewhere("2");
        runReady();

        assertThat(feed.requests).containsExactly(1L, 1L, 1L);
    }

    @Test
    void request_unboundedPrefetch_asksForAllOnce() {
        AsyncIterator<String> all = Inflow.iterate(feed, Integer.MAX_VALUE);
        feed.onRequest = n -> {
            for (int i = 0; i < 1_000; i++) {
                feed.emit("x");
            }
            feed.inflow().onComplete();
        };

        int count = loop.runUntilComplete(() -> {
            int number = 0;
            while (all.next()) {
                number++;
            }
            return number;
        });

        assertThat(count).isEqualTo(1_000);
        assertThat(feed.requests).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void iterate_withoutPrefetch_isRefused() {
        assertThatThrownBy(() -> Inflow.iterate(feed, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be > 0, was 0");
    }

    @Test
    void onError_behindElements_comesOutBehindThem() {
        IOException error = new IOException("line 3");
        Task<List<String>> task = begin(this::takeAll);

        feed.emit("a", "b");
        feed.inflow().onError(error);
        runReady();

        assertThat(taken).containsExactly("a", "b");
        assertThat(task.exception()).isSameAs(error);
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void onError_anywhere_notesWhereItWasAwaited() {
        IOException error = new IOException("line 3");
        Task<List<String>> task = begin(this::takeAll);

        feed.inflow().onError(error);
        runReady();

        assertThat(task.exception()).isSameAs(error);
        assertThat(error.getSuppressed()).singleElement().satisfies(site -> {
            assertThat(site).hasMessage("#await of Feed terminated with an error");
            assertThat(site.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("takeAll"));
        });
    }

    @Test
    void onError_theSameInstanceOverAndOver_doesNotGrowForEver() {
        IOException error = new IOException("shared");
        feed.onSubscribe = () -> {
            feed.inflow().onSubscribe(feed);
            feed.inflow().onError(error);
        };

        loop.runUntilComplete(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(catchThrowable(() -> Inflow.iterate(feed, 1).next())).isSameAs(error);
            }
            return null;
        });

        assertThat(error.getSuppressed()).hasSize(8);
    }

    @Test
    void cancel_ofTheTaskInNext_cancelsTheUpstreamOnce() {
        List<Boolean> later = new ArrayList<>();
        Task<List<String>> task = begin(() -> {
            try {
                return takeAll();
            } finally {
                later.add(elements.next());
                elements.finish();
            }
        });

        task.cancel();
        runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(later).containsExactly(false);
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void cancel_withElementsOnTheirWay_discardsThem() {
        Task<List<String>> task = begin(this::takeAll);

        feed.emitElsewhere("a", "b");
        task.cancel();
        runReady();
        feed.emitElsewhere("c");

        assertThat(task.isCancelled()).isTrue();
        assertThat(taken).isEmpty();
        assertThat(feed.discarded).containsExactly("a", "b", "c");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void onError_afterTheCancel_isDropped() {
        IOException error = new IOException("late");
        Task<List<String>> task = begin(this::takeAll);
        task.cancel();
        runReady();

        feed.inflow().onError(error);

        assertThat(feed.errorsDropped).containsExactly(error);
    }

    @Test
    void onError_ofCancellationAfterTheCancel_isExpected() {
        Task<List<String>> task = begin(this::takeAll);
        task.cancel();
        runReady();

        feed.inflow().onError(new CancellationException());

        feed.assertNothingDropped();
    }

    @Test
    void finish_halfWay_cancelsOnceAndDiscardsTheRest() {
        feed.onRequest = n -> feed.emit("a", "b", "c");

        loop.runUntilComplete(() -> {
            assertThat(elements.next()).isTrue();
            elements.finish();
            elements.finish();
            assertThat(elements.next()).isFalse();
            return null;
        });

        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("b", "c");
    }

    @Test
    void finish_withTheErrorUntaken_dropsIt() {
        IOException error = new IOException("unseen");
        feed.onRequest = n -> {
            feed.emit("a");
            feed.inflow().onError(error);
        };

        loop.runUntilComplete(() -> {
            elements.next();
            elements.finish();
            return null;
        });

        assertThat(feed.errorsDropped).containsExactly(error);
        assertThat(feed.cancels).as("of what has ended").hasValue(0);
    }

    @Test
    void finish_beforeTheFirst_neverSubscribes() {
        elements.finish();

        boolean more = loop.runUntilComplete(elements::next);

        assertThat(more).isFalse();
        assertThat(feed.subscriptions).hasValue(0);
    }

    @Test
    void finish_whileAnotherCoroutineWaits_endsItsNext() {
        Task<Boolean> waiting = begin(elements::next);

        loop.runUntilComplete(() -> {
            elements.finish();
            return null;
        });
        runReady();

        assertThat(waiting.result()).isFalse();
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void finish_offTheLoop_isRefused() {
        Task<Boolean> waiting = begin(elements::next);

        assertThatThrownBy(elements::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("finish() is for loop \"mine\" itself, called from thread \""
                        + Thread.currentThread().getName() + "\"");
        waiting.cancel();
    }

    @Test
    void next_whileAnotherCoroutineWaits_isRefusedAndHarmsNobody() {
        Task<Boolean> waiting = begin(elements::next);

        Throwable refused = loop.runUntilComplete(() -> catchThrowable(elements::next));
        feed.emit("a");
        runReady();

        assertThat(refused)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("next() is for one coroutine at a time, and another one waits in it");
        assertThat(waiting.result()).isTrue();
    }

    @Test
    void next_onAnotherLoop_isRefused() {
        feed.onRequest = n -> feed.emit("a");
        loop.runUntilComplete(elements::next);

        try (EventLoop other = EventLoop.builder().name("other").build()) {
            Throwable refused = other.runUntilComplete(() -> catchThrowable(elements::next));

            assertThat(refused)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("<AsyncIterator of Feed begun> was begun on loop \"mine\";"
                            + " next() was called on loop \"other\"");
        }
    }

    @Test
    void next_outsideACoroutine_isRefused() {
        assertThatThrownBy(elements::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
        assertThat(feed.subscriptions).hasValue(0);
    }

    @Test
    void current_withoutAnElement_isRefused() {
        assertThatThrownBy(elements::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no current element: next() was not called, or returned false");
    }

    @Test
    void subscribe_throws_comesOutOfNext() {
        RuntimeException error = new RuntimeException("against rule 1.9");
        feed.onSubscribe = () -> {
            feed.inflow().onSubscribe(feed);
            throw error;
        };

        Throwable thrown = loop.runUntilComplete(() -> catchThrowable(elements::next));

        assertThat(thrown).isSameAs(error);
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void request_throws_comesOutOfNextAndCancels() {
        RuntimeException error = new RuntimeException("against rule 3.16");
        AsyncIterator<String> one = Inflow.iterate(feed, 1);
        feed.onRequest = n -> {
            if (feed.requests.size() > 1) {
                throw error;
            }
            feed.emit("a");
        };

        Throwable thrown = loop.runUntilComplete(() -> catchThrowable(one::next));

        assertThat(thrown).isSameAs(error);
        assertThat(feed.discarded).containsExactly("a");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void next_aMillionTimes_neverGrowsTheStack() {
        List<Long> depths = new ArrayList<>();
        feed.onRequest = n -> {
            if (feed.requests.size() % 10_000 == 2) {
                depths.add(StackWalker.getInstance().walk(Stream::count));
            }
            for (long i = 0; i < n; i++) {
                feed.emit("x");
            }
        };

        loop.runUntilComplete(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                elements.next();
            }
            elements.finish();
            return null;
        });

        assertThat(depths).hasSizeGreaterThan(30).containsOnly(depths.get(0));
    }

    @Test
    void timeout_aroundNext_cancelsTheUpstream() {
        Throwable thrown =
                loop.runUntilComplete(() -> catchThrowable(() -> Tasks.waitFor(elements::next, Duration.ofMillis(1))));

        assertThat(thrown).isInstanceOf(TimeoutException.class);
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void cancel_swallowedByTheBody_leavesTheIteratorAtItsEnd() {
        Task<Boolean> task = begin(() -> {
            try {
                return elements.next();
            } catch (CancelledError swallowed) {
                await(Tasks.sleep(Duration.ZERO));
                return elements.next();
            }
        });

        task.cancel();
        runReady();

        assertThat(task.result()).isFalse();
    }

    @Test
    void next_pastTheEnd_letsTheLoopForgetTheIterator() {
        feed.onRequest = n -> feed.inflow().onComplete();

        WeakReference<AsyncIterator<String>> ended = loop.runUntilComplete(() -> {
            AsyncIterator<String> iterator = Inflow.iterate(feed, 4);
            assertThat(iterator.next()).isFalse();
            return new WeakReference<>(iterator);
        });

        Awaitility.await().until(() -> {
            System.gc();
            return ended.get() == null;
        });
    }
}
