package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UpstreamCallsTest {
    private final UpstreamCalls calls = new UpstreamCalls();
    private final List<String> made = new ArrayList<>();

    private final Upstream recording = new Upstream() {
        @Override
        public void request(long n) {
            made.add("request " + n);
        }

        @Override
        public void cancel() {
            made.add("cancel");
        }
    };

    @Test
    void request_beforeTheSubscription_isMadeInOne() {
        calls.request(2);
        calls.request(3);

        calls.subscribed(recording);

        assertThat(made).containsExactly("request 5");
    }

    @Test
    void request_sumOverTheTop_isAll() {
        calls.request(Long.MAX_VALUE);
        calls.request(3);

        calls.subscribed(recording);

        assertThat(made).containsExactly("request " + Long.MAX_VALUE);
    }

    @Test
    void cancel_beforeTheSubscription_isAllItHears() {
        calls.request(2);
        calls.cancel();

        calls.subscribed(recording);
        calls.cancel();
        calls.request(1);

        assertThat(made).containsExactly("cancel");
    }

    @Test
    void end_first_silencesAll() {
        calls.subscribed(recording);

        calls.end();
        calls.request(1);
        calls.cancel();

        assertThat(made).isEmpty();
    }

    @Test
    void request_throws_letsTheCancelThrough() {
        RuntimeException error = new RuntimeException("against rule 3.16");
        calls.subscribed(new Upstream() {
            @Override
            public void request(long n) {
                throw error;
            }

            @Override
            public void cancel() {
                made.add("cancel");
            }
        });

        assertThatThrownBy(() -> calls.request(1)).isSameAs(error);
        calls.cancel();

        assertThat(made).containsExactly("cancel");
    }

    /** Rule 2.7, by three threads. */
    @Test
    void calls_fromManyThreads_neverOverlapAndLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 1_000; round++) {
                race(threads);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void race(ExecutorService threads) throws Exception {
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicLong requested = new AtomicLong();
        AtomicInteger cancels = new AtomicInteger();
        AtomicInteger afterCancel = new AtomicInteger();
        UpstreamCalls calls = new UpstreamCalls();
        calls.subscribed(new Upstream() {
            private void call(Runnable effect) {
                overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
                afterCancel.addAndGet(cancels.get());
                effect.run();
                inside.set(false);
            }

            @Override
            public void request(long n) {
                call(() -> requested.addAndGet(n));
            }

            @Override
            public void cancel() {
                call(cancels::incrementAndGet);
            }
        });
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            all.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 20; i++) {
                    calls.request(1);
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(requested).hasValue(60);
        all.clear();
        for (int thread = 0; thread < 3; thread++) {
            all.add(threads.submit(() -> {
                start.await();
                calls.request(1);
                calls.cancel();
                calls.request(1);
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(cancels).hasValue(1);
        assertThat(afterCancel).hasValue(0);
        assertThat(overlapped).isFalse();
    }

    @Test
    void request_fromElsewhereWithinACall_isMadeBehindItByTheOneInside() {
        List<Thread> by = new ArrayList<>();
        Upstream busy = new Upstream() {
            @Override
            public void request(long n) {
                by.add(Thread.currentThread());
                if (n == 1) {
                    Feed.elsewhere(() -> calls.request(2));
                    made.add("request 1 returns");
                } else {
                    made.add("request " + n);
                }
            }

            @Override
            public void cancel() {}
        };
        calls.subscribed(busy);

        calls.request(1);

        assertThat(made).containsExactly("request 1 returns", "request 2");
        assertThat(by).containsOnly(Thread.currentThread());
    }
}
