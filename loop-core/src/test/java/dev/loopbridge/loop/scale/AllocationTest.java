package dev.loopbridge.loop.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.Launch;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import dev.loopbridge.loop.stream.Generator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bytes that the hot paths allocate, as the JVM counts them for the thread: exact, and not a matter of time. */
class AllocationTest {
    private static final int ITEMS = 20_000;

    /** The first rounds pay for classes, for rings that grow, and for what the JIT has yet to see. */
    private static final int ROUNDS = 12;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A loop made, run and closed, with what the JIT may yet leave out. */
    private static final int LIFE = 1_750;

    private static final Duration HOUR = Duration.ofHours(1);

    /** {@return the fewest bytes that the calling thread allocated in a round, for one item} */
    private static long bytesForOne(Runnable round) {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return fewest / ITEMS;
    }

    /** Runs a loop through {@code ITEMS} links of a chain: each is scheduled by the one before. */
    private static final class Chain implements Runnable {
        private final EventLoop loop;
        private final Consumer<Runnable> schedule;
        private int left;

        Chain(EventLoop loop, Consumer<Runnable> schedule) {
            this.loop = loop;
            this.schedule = schedule;
        }

        void runThrough() {
            left = ITEMS;
            schedule.accept(this);
            loop.runForever();
        }

        @Override
        public void run() {
            if (--left > 0) {
                schedule.accept(this);
            } else {
                loop.stop();
            }
        }
    }

    @Test
    void execute_fromTheLoop_allocatesNothing() {
        try (EventLoop loop = EventLoop.create()) {
            Chain chain = new Chain(loop, loop::execute);

            assertThat(bytesForOne(chain::runThrough)).isZero();
        }
    }

    @Test
    void callSoon_allocatesItsHandle() {
        try (EventLoop loop = EventLoop.create()) {
            Chain chain = new Chain(loop, loop::callSoon);

            assertThat(bytesForOne(chain::runThrough)).isLessThanOrEqualTo(24);
        }
    }

    @Test
    void execute_fromOutside_allocatesAPlaceInTheInbox() {
        try (EventLoop loop = EventLoop.create()) {
            Runnable task = () -> {};

            assertThat(bytesForOne(() -> {
                        for (int i = 0; i < ITEMS; i++) {
                            loop.execute(task);
                        }
                        loop.stop();
                        loop.runForever();
                    }))
                    .isLessThanOrEqualTo(8);
        }
    }

    @Test
    void callLater_cancelled_allocatesItsHandle() {
        try (EventLoop loop = EventLoop.create()) {
            Runnable task = () -> {};
            Runnable setAndCancel = () -> {
                for (int i = 0; i < ITEMS; i++) {
                    loop.callLater(HOUR, task).cancel();
                }
            };

            assertThat(bytesForOne(() -> {
                        loop.execute(setAndCancel);
                        loop.stop();
                        loop.runForever();
                    }))
                    .isLessThanOrEqualTo(48);
        }
    }

    @Test
    void aLoop_usedOnceAndClosed_isSmall() {
        assertThat(bytesForOne(() -> {
                    for (int i = 0; i < ITEMS; i++) {
                        oneLife();
                    }
                }))
                .isLessThanOrEqualTo(LIFE);
    }

    private static void oneLife() {
        try (EventLoop loop = EventLoop.create()) {
            loop.execute(loop::stop);
            loop.runForever();
        }
    }

    @Test
    void emit_withDemand_allocatesNothing() {
        long[] allocated = {0};
        Generator<Integer> numbers = out -> {
            Integer item = 1;
            allocated[0] = bytesForOne(() -> {
                for (int i = 0; i < ITEMS; i++) {
                    out.emit(item);
                }
            });
        };

        Launch.run(numbers, LaunchOptions.defaults()).subscribe(new Sink<>());

        assertThat(allocated[0]).isZero();
    }

    /** Wants all, and keeps nothing. */
    private static final class Sink<T> implements LoopSubscriber<T> {
        @Override
        public void onSubscribe(LoopSubscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {}

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {}

        @Override
        public void onDiscard(T item) {}

        @Override
        public void onErrorDropped(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    }
}
