package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoopThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that is refused for its thread, or fails of an order that throws, has changed nothing. */
class RefusedCallTest {
    /** A primitive with a coroutine that waits at it, and a call from elsewhere. */
    private record Refused<P>(String name, Supplier<P> make, Consumer<P> waits, Consumer<P> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static void fill(LoopQueue<String> queue) {
        queue.putNow("first");
        queue.put("second");
    }

    private static Stream<Refused<?>> queueCalls(String kind, Supplier<LoopQueue<String>> make) {
        return Stream.of(
                new Refused<>(kind + " put", make, LoopQueue::get, queue -> queue.put("x")),
                new Refused<>(kind + " putNow", make, LoopQueue::get, queue -> queue.putNow("x")),
                new Refused<>(kind + " shutdown", make, LoopQueue::get, LoopQueue::shutdown),
                new Refused<>(kind + " shutdown at once", make, RefusedCallTest::fill, queue -> queue.shutdown(true)),
                new Refused<>(kind + " get", make, RefusedCallTest::fill, LoopQueue::get),
                new Refused<>(kind + " getNow", make, RefusedCallTest::fill, LoopQueue::getNow),
                new Refused<>(kind + " taskDone", make, RefusedCallTest::fill, LoopQueue::taskDone));
    }

    private static void joinTwo(LoopQueue<String> queue) {
        queue.putNow("first");
        queue.join();
    }

    private static void hold(LoopLock lock) {
        lock.acquire();
        lock.acquire();
    }

    private static void holdPermit(LoopSemaphore semaphore) {
        semaphore.acquire();
        semaphore.acquire();
    }

    private static void awaitHolding(LoopCondition condition) {
        condition.with(() -> {
            condition.await();
            return 1;
        });
    }

    static Stream<Refused<?>> calls() {
        Supplier<LoopSemaphore> bounded = () -> LoopSemaphore.bounded(1);
        Supplier<LoopBarrier> barrier = () -> new LoopBarrier(2);
        Stream<Refused<?>> others = Stream.of(
                new Refused<>("event set", LoopEvent::new, LoopEvent::await, LoopEvent::set),
                new Refused<>("event clear", LoopEvent::new, LoopEvent::await, LoopEvent::clear),
                new Refused<>("lock release", LoopLock::new, RefusedCallTest::hold, LoopLock::release),
                new Refused<>("lock acquire", LoopLock::new, RefusedCallTest::hold, LoopLock::acquire),
                new Refused<>("semaphore release", bounded, RefusedCallTest::holdPermit, LoopSemaphore::release),
                new Refused<>("semaphore acquire", bounded, RefusedCallTest::holdPermit, LoopSemaphore::acquire),
                new Refused<>("with", LoopCondition::new, RefusedCallTest::awaitHolding, free -> free.with(() -> 1)),
                new Refused<>("acquire", LoopCondition::new, RefusedCallTest::awaitHolding, LoopCondition::acquire),
                new Refused<>("barrier await", barrier, LoopBarrier::await, LoopBarrier::await),
                new Refused<>("barrier reset", barrier, LoopBarrier::await, LoopBarrier::reset),
                new Refused<>("barrier abort", barrier, LoopBarrier::await, LoopBarrier::abort),
                new Refused<>(
                        "join taskDone", LoopQueue::<String>unbounded, RefusedCallTest::joinTwo, LoopQueue::taskDone));
        return Stream.of(
                        queueCalls("fifo", () -> LoopQueue.create(1)),
                        queueCalls("lifo", () -> LoopQueue.lifo(1)),
                        queueCalls("priority", () -> LoopQueue.priority(1)),
                        others)
                .flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("calls")
    <P> void call_fromAThreadThatIsNotTheLoops_changesNothing(Refused<P> refused) throws Exception {
        P primitive = refused.make.get();
        try (EventLoopThread host = EventLoopThread.start("api")) {
            host.loop().submit(() -> {
                refused.waits.accept(primitive);
                return 1;
            });
            host.loop().submit(() -> 1).get(10, TimeUnit.SECONDS);
            String before = host.loop().submit(primitive::toString).get(10, TimeUnit.SECONDS);

            Throwable error = catchThrowable(() -> refused.call.accept(primitive));

            assertThat(error)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is for loop \"api\" itself, called from thread \""
                            + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()");
            String after = host.loop().submit(primitive::toString).get(10, TimeUnit.SECONDS);
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void signal_fromAThreadThatIsNotTheLoops_changesNothing() throws Exception {
        LoopCondition condition = new LoopCondition();
        try (EventLoopThread host = EventLoopThread.start("api")) {
            host.loop()
                    .submit(() -> condition.with(() -> {
                        condition.await();
                        return 1;
                    }));
            host.loop()
                    .submit(() -> {
                        condition.acquire();
                        return 1;
                    })
                    .get(10, TimeUnit.SECONDS);

            assertThat(catchThrowable(condition::signalAll)).isExactlyInstanceOf(IllegalStateException.class);
            assertThat(host.loop().submit(condition::toString).get(10, TimeUnit.SECONDS))
                    .isEqualTo("<LoopCondition [locked, waiters:1]>");
        }
    }

    /** Orders numbers, and throws at the comparison that it is told. */
    private static final class Failing implements Comparator<Integer> {
        int left = Integer.MAX_VALUE;

        @Override
        public int compare(Integer one, Integer other) {
            if (left-- == 0) {
                throw new IllegalStateException("no order");
            }
            return Integer.compare(one, other);
        }
    }

    private static List<Integer> drained(LoopQueue<Integer> queue) {
        List<Integer> items = new ArrayList<>();
        while (!queue.isEmpty()) {
            items.add(queue.getNow());
        }
        return items;
    }

    @Test
    void putNow_orderThrowingAtAnyComparison_changesNothing() {
        for (int comparison = 0; comparison < 3; comparison++) {
            Failing order = new Failing();
            LoopQueue<Integer> queue = LoopQueue.priority(0, order);
            List.of(4, 5, 6, 7, 8, 9, 10).forEach(queue::putNow);
            order.left = comparison;

            assertThat(catchThrowable(() -> queue.putNow(1))).hasMessage("no order");

            order.left = Integer.MAX_VALUE;
            assertThat(queue.size()).isEqualTo(7);
            assertThat(drained(queue)).containsExactly(4, 5, 6, 7, 8, 9, 10);
        }
    }

    @Test
    void getNow_orderThrowingAtAnyComparison_changesNothing() {
        for (int comparison = 0; comparison < 4; comparison++) {
            Failing order = new Failing();
            LoopQueue<Integer> queue = LoopQueue.priority(0, order);
            List.of(9, 5, 8, 7, 4, 6, 10).forEach(queue::putNow);
            order.left = comparison;

            assertThat(catchThrowable(queue::getNow)).hasMessage("no order");

            order.left = Integer.MAX_VALUE;
            assertThat(drained(queue)).containsExactly(4, 5, 6, 7, 8, 9, 10);
        }
    }

    @Test
    void get_orderThrowingForTheOneThatWasWoken_leavesNobodyWaiting() {
        SyncRig rig = new SyncRig();
        Failing order = new Failing();
        LoopQueue<Integer> queue = LoopQueue.priority(0, order);
        rig.spawn("first", () -> rig.t("got " + queue.get()));
        rig.spawn("second", () -> rig.t("got " + queue.get()));
        rig.iterate(1);
        List.of(1, 2, 3).forEach(queue::putNow);
        order.left = 0;

        rig.iterate(3);

        rig.assertTrace("first: no order", "got 1", "second");
    }

    @Test
    void awaitUntil_conditionThrowingForTheOneThatWasSignalled_passesTheSignalOn() {
        SyncRig rig = new SyncRig();
        LoopCondition condition = new LoopCondition();
        boolean[] holds = {false};
        rig.spawn(
                "first",
                () -> condition.with(() -> {
                    condition.awaitUntil(() -> {
                        if (holds[0]) {
                            throw new IllegalStateException("no answer");
                        }
                        return false;
                    });
                    return 1;
                }));
        rig.spawn(
                "second",
                () -> condition.with(() -> {
                    condition.awaitUntil(() -> holds[0]);
                    return 1;
                }));
        rig.iterate(1);
        rig.spawn(
                "signaller",
                () -> condition.with(() -> {
                    holds[0] = true;
                    condition.signal();
                    return 1;
                }));

        rig.iterate(8);

        rig.assertTrace("signaller", "first: no answer", "second");
    }
}
