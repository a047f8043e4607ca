package dev.loopbridge.benchmarks;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.reactor.LoopMono;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.Disposable;

/** What there can be many of. */
enum Subject {
    READY("ready tasks", 100, 1_000_000) {
        @Override
        AutoCloseable make(int size) {
            EventLoop loop = EventLoop.create();
            int[] ran = {0};
            Runnable task = () -> ran[0]++;
            return onTheLoop(loop, () -> {
                for (int i = 0; i < size; i++) {
                    loop.execute(task);
                }
            });
        }
    },
    TIMERS("pending timers", 100, 10_000_000) {
        @Override
        AutoCloseable make(int size) {
            EventLoop loop = EventLoop.create();
            Runnable task = () -> {};
            return onTheLoop(loop, () -> {
                long first = loop.time() + DAY.toNanos();
                for (int i = 0; i < size; i++) {
                    var unused = loop.callAt(first + (i * 7_919L) % size, task);
                }
            });
        }
    },
    COROUTINES("suspended coroutines", 100, 1_000_000) {
        @Override
        int most() {
            return Runtime.version().feature() >= 21 ? super.most() : MOST_THREADS;
        }

        @Override
        AutoCloseable make(int size) {
            EventLoop loop = EventLoop.create();
            LoopFuture<Integer> never = loop.createFuture();
            return onTheLoop(loop, () -> {
                for (int i = 0; i < size; i++) {
                    var unused = loop.createTask(() -> await(never));
                }
            });
        }
    },
    LOOPS("live loops", 10, 100_000) {
        @Override
        AutoCloseable make(int size) {
            List<EventLoop> loops = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                EventLoop loop = EventLoop.create();
                loop.execute(loop::stop);
                loop.runForever();
                loops.add(loop);
            }
            return () -> loops.forEach(EventLoop::close);
        }
    },
    SUBSCRIPTIONS("subscriptions to one loop", 10, 1_000_000) {
        @Override
        AutoCloseable make(int size) {
            EventLoop loop = EventLoop.create();
            List<Disposable> live = new ArrayList<>();
            AutoCloseable end = onTheLoop(loop, () -> {
                for (int i = 0; i < size; i++) {
                    live.add(LoopMono.delay(loop, DAY).subscribe());
                }
            });
            return () -> {
                live.forEach(Disposable::dispose);
                end.close();
            };
        }
    };

    private static final Duration DAY = Duration.ofDays(1);

    /** Of the threads that coroutines have each before JDK 21. */
    private static final int MOST_THREADS = 1_000;

    final String words;
    final int fewest;
    private final int most;

    Subject(String words, int fewest, int most) {
        this.words = words;
        this.fewest = fewest;
        this.most = most;
    }

    int most() {
        return most;
    }

    /** {@return what takes them all down again} */
    abstract AutoCloseable make(int size);

    /** Runs {@code work} on the loop, and whatever is ready after it. */
    private static AutoCloseable onTheLoop(EventLoop loop, Runnable work) {
        loop.execute(() -> {
            work.run();
            loop.execute(loop::stop);
        });
        loop.runForever();
        return loop;
    }
}
