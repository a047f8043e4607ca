package dev.loopbridge.reactor;

import static dev.loopbridge.reactor.ReactorAwait.iterate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class IterateTest {
    private static final int MILLION = 1_000_000;

    private final EventLoop loop = EventLoop.create();
    private final List<Integer> taken = new ArrayList<>();
    private final TestPublisher<Integer> source = TestPublisher.create();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private Task<Void> beginToTake(AsyncIterator<Integer> elements) {
        Task<Void> task = loop.createTask(() -> {
            while (elements.next()) {
                taken.add(elements.current());
            }
            return null;
        });
        runReady();
        return task;
    }

    /** A task that takes a thousand gives way some eight times. */
    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 20; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    private void emit(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(source::next);
        runReady();
    }

    @Test
    void iterate_withPrefetch_refillsAtThreeQuarters() {
        List<Long> requests = new ArrayList<>();
        beginToTake(iterate(source.flux().doOnRequest(requests::add), 8));
        assertThat(requests).containsExactly(8L);

        emit(1, 5);
        assertThat(requests).containsExactly(8L);
        emit(6, 6);
        assertThat(requests).containsExactly(8L, 6L);
        emit(7, 12);
        assertThat(requests).containsExactly(8L, 6L, 6L);

        source.assertMinRequested(1);
        assertThat(taken).hasSize(12);
    }

    @Test
    void iterate_withoutPrefetch_asksForReactorsUsual() {
        List<Long> requests = new ArrayList<>();
        beginToTake(iterate(source.flux().doOnRequest(requests::add)));

        emit(1, 192);

        assertThat(requests).containsExactly(256L, 192L);
    }

    @Test
    void iterate_unbounded_asksForAll() {
        List<Long> requests = new ArrayList<>();
        beginToTake(iterate(source.flux().doOnRequest(requests::add), Integer.MAX_VALUE));

        emit(1, 1_000);

        assertThat(requests).containsExactly(Long.MAX_VALUE);
        assertThat(taken).hasSize(1_000);
    }

    @Test
    void iterate_nobodyTakes_requestsNoMore() {
        List<Long> requests = new ArrayList<>();
        AsyncIterator<Integer> elements = iterate(Flux.range(1, 100).hide().doOnRequest(requests::add), 8);

        loop.runUntilComplete(() -> {
            elements.next();
            Tasks.yieldNow();
            return null;
        });

        assertThat(requests).containsExactly(8L);
    }

    @Test
    void iterate_finishedHalfWay_cancelsTheUpstream() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Flux.range(1, 100).hide());

        int first = loop.runUntilComplete(() -> {
            AsyncIterator<Integer> elements = iterate(probe.flux(), 8);
            try {
                elements.next();
                return elements.current();
            } finally {
                elements.finish();
            }
        });

        assertThat(first).isEqualTo(1);
        probe.assertWasCancelled();
    }

    @Test
    void iterate_leftHalfWay_isFinishedWithItsLoop() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Flux.range(1, 100).hide());

        EventLoops.run(() -> iterate(probe.flux(), 8).next());

        probe.assertWasCancelled();
    }

    @Test
    void iterate_aMillionOfThisThread_staysAtOneDepth() {
        List<Long> depths = new ArrayList<>();
        Flux<Integer> flux = Flux.range(1, MILLION).doOnNext(number -> {
            if (number % 10_000 == 0) {
                depths.add(StackWalker.getInstance().walk(Stream::count));
            }
        });

        assertThat(sum(flux)).isEqualTo(MILLION * (MILLION + 1L) / 2);

        assertThat(depths).hasSize(100);
        assertThat(depths.subList(1, 100)).containsOnly(depths.get(1));
    }

    @Test
    void iterate_aMillionOfAnotherThread_comesInOrder() {
        assertThat(sum(Flux.range(1, MILLION).publishOn(Schedulers.single()))).isEqualTo(MILLION * (MILLION + 1L) / 2);
    }

    private long sum(Flux<Integer> flux) {
        return loop.runUntilComplete(() -> {
            AsyncIterator<Integer> elements = iterate(flux);
            long sum = 0;
            int before = 0;
            while (elements.next()) {
                if (elements.current() != before + 1) {
                    throw new AssertionError(elements.current() + " after " + before);
                }
                before = elements.current();
                sum += before;
            }
            return sum;
        });
    }

    @Test
    void iterate_manyCoroutinesAtOnce_eachHasItsOwn() {
        List<Long> sums = loop.runUntilComplete(() -> {
            List<Task<Long>> tasks = new ArrayList<>();
            for (int n = 0; n < 50; n++) {
                int from = n;
                tasks.add(loop.createTask(() -> {
                    long[] sum = {0};
                    ReactorAwait.forEach(
                            Flux.range(from, 1_000).publishOn(Schedulers.parallel()), number -> sum[0] += number);
                    return sum[0];
                }));
            }
            return dev.loopbridge.loop.Await.await(Tasks.gather(tasks));
        });

        assertThat(sums).hasSize(50);
        for (int n = 0; n < 50; n++) {
            assertThat(sums.get(n)).isEqualTo(499_500L + 1_000L * n);
        }
    }
}
