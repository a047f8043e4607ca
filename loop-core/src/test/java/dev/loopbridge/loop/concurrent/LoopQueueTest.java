package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopQueueTest {
    private final SyncRig rig = new SyncRig();

    private Task<String> spawnGetter(String name, LoopQueue<?> queue) {
        return rig.spawn(name, () -> rig.t(name + "=" + queue.get()));
    }

    private static <T> List<T> drain(LoopQueue<T> queue) {
        List<T> items = new ArrayList<>();
        while (!queue.isEmpty()) {
            items.add(queue.getNow());
        }
        return items;
    }

    private static <T> LoopQueue<T> fill(LoopQueue<T> queue, List<T> items) {
        items.forEach(queue::putNow);
        return queue;
    }

    @Test
    void create_boundAndSize_areTold() {
        LoopQueue<String> queue = LoopQueue.create(2);
        assertThat(queue.maxSize()).isEqualTo(2);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.isFull()).isFalse();
        assertThat(queue).hasToString("<LoopQueue maxsize=2>");

        queue.putNow("a");
        queue.putNow("b");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.isFull()).isTrue();
        assertThat(queue).hasToString("<LoopQueue maxsize=2 _queue=[a, b] tasks=2>");
    }

    @Test
    void create_zeroOrNegative_hasNoBound() {
        for (LoopQueue<Integer> queue : List.of(
                LoopQueue.<Integer>unbounded(),
                LoopQueue.<Integer>create(-1),
                LoopQueue.<Integer>lifo(0),
                LoopQueue.<Integer>priority(0))) {
            for (int i = 0; i < 100; i++) {
                queue.putNow(i);
            }

            assertThat(queue.isFull()).isFalse();
            assertThat(queue.size()).isEqualTo(100);
        }
    }

    @Test
    void getNow_empty_isRefused() {
        LoopQueue<String> queue = LoopQueue.create(2);

        assertThatThrownBy(queue::getNow)
                .isExactlyInstanceOf(QueueEmptyException.class)
                .hasMessage("<LoopQueue maxsize=2> is empty; get() waits for an item");
    }

    @Test
    void putNow_full_isRefused() {
        LoopQueue<String> queue = fill(LoopQueue.create(1), List.of("a"));

        assertThatThrownBy(() -> queue.putNow("b"))
                .isExactlyInstanceOf(QueueFullException.class)
                .hasMessage("all 1 places of <LoopQueue maxsize=1 _queue=[a] tasks=1> are taken; put() waits for one");
    }

    @Test
    void get_item_doesNotSuspend() {
        LoopQueue<String> queue = LoopQueue.create(1);

        rig.assertDoesNotSuspend(() -> {
            queue.put("a");
            assertThat(queue.get()).isEqualTo("a");
        });
    }

    @Test
    void get_null_isAnItemLikeAnyOther() {
        LoopQueue<String> queue = LoopQueue.unbounded();
        queue.putNow(null);

        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue).hasToString("<LoopQueue maxsize=0 _queue=[null] tasks=1>");
        assertThat(queue.getNow()).isNull();
    }

    @Test
    void orders_always_areTheirs() {
        record Job(int rank, String name) {}
        List<Integer> items = List.of(3, 1, 2);
        LoopQueue<Job> jobs = LoopQueue.priority(0, Comparator.comparingInt(Job::rank));
        for (String name : List.of("a", "b", "c", "d", "e")) {
            jobs.putNow(new Job(1, name));
        }
        jobs.putNow(new Job(0, "first"));

        assertThat(drain(fill(LoopQueue.<Integer>unbounded(), items))).containsExactly(3, 1, 2);
        assertThat(drain(fill(LoopQueue.<Integer>lifo(0), items))).containsExactly(2, 1, 3);
        assertThat(drain(fill(LoopQueue.<Integer>priority(0), items))).containsExactly(1, 2, 3);
        assertThat(drain(jobs)).extracting(Job::name).containsExactly("first", "a", "b", "c", "d", "e");
        assertThat(LoopQueue.lifo(1)).hasToString("<LoopQueue.lifo maxsize=1>");
        assertThat(LoopQueue.<Integer>priority(1)).hasToString("<LoopQueue.priority maxsize=1>");
    }

    @Test
    void putNow_notComparable_changesNothing() {
        LoopQueue<Object> queue = LoopQueue.priority(0, (one, other) -> {
            throw new ClassCastException("not comparable");
        });
        queue.putNow("a");

        assertThatThrownBy(() -> queue.putNow(1)).hasMessage("not comparable");

        assertThat(queue).hasToString("<LoopQueue.priority maxsize=0 _queue=[a] tasks=1>");
    }

    @Test
    void get_severalWait_getOneEachInTheOrderInWhichTheyCame() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        for (String name : List.of("a", "b", "c")) {
            spawnGetter(name, queue);
        }
        rig.iterate(1);
        assertThat(queue).hasToString("<LoopQueue maxsize=0 _getters[3]>");

        fill(queue, List.of(1, 2));
        assertThat(queue).hasToString("<LoopQueue maxsize=0 _queue=[1, 2] _getters[1] tasks=2>");
        rig.iterate(2);

        rig.assertTrace("a=1", "a", "b=2", "b");
    }

    @Test
    void put_severalWait_getAPlaceInTheOrderInWhichTheyCame() {
        LoopQueue<String> queue = fill(LoopQueue.create(1), List.of("0"));
        for (String name : List.of("a", "b")) {
            rig.spawn(name, () -> queue.put(name));
        }
        rig.iterate(1);
        assertThat(queue).hasToString("<LoopQueue maxsize=1 _queue=[0] _putters[2] tasks=1>");

        assertThat(queue.getNow()).isEqualTo("0");
        rig.iterate(1);
        rig.assertTrace("a");
        assertThat(queue.getNow()).isEqualTo("a");
        rig.iterate(1);

        rig.assertTrace("b");
        assertThat(drain(queue)).containsExactly("b");
    }

    @Test
    void get_itemTakenByAnother_goesToTheEndOfTheLine() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        spawnGetter("robbed", queue);
        spawnGetter("second", queue);
        rig.iterate(1);

        queue.putNow(1);
        assertThat(queue.getNow()).isEqualTo(1);
        rig.iterate(1);
        fill(queue, List.of(2, 3));
        rig.iterate(1);

        rig.assertTrace("second=2", "second", "robbed=3", "robbed");
    }

    @Test
    void put_placeTakenByAnother_goesToTheEndOfTheLine() {
        LoopQueue<String> queue = fill(LoopQueue.create(1), List.of("0"));
        rig.spawn("robbed", () -> queue.put("robbed"));
        rig.spawn("second", () -> queue.put("second"));
        rig.iterate(1);

        queue.getNow();
        queue.putNow("thief");
        rig.iterate(1);
        queue.getNow();
        rig.iterate(1);
        queue.getNow();
        rig.iterate(1);

        rig.assertTrace("second", "robbed");
    }

    @Test
    void get_cancelledWhileItWaits_leavesTheLine() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        Task<String> first = spawnGetter("first", queue);
        spawnGetter("second", queue);
        rig.iterate(1);

        first.cancel("why");
        queue.putNow(1);
        rig.iterate(1);

        rig.assertTrace("first cancelled: why", "second=1", "second");
        assertThat(queue).hasToString("<LoopQueue maxsize=0 tasks=1>");
    }

    @Test
    void get_wokenAndThenCancelled_passesTheItemOn() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        Task<String> first = spawnGetter("first", queue);
        spawnGetter("second", queue);
        rig.iterate(1);

        queue.putNow(1);
        first.cancel();
        rig.iterate(2);

        rig.assertTrace("first cancelled", "second=1", "second");
    }

    @Test
    void get_wokenRobbedAndThenCancelled_wakesNobodyInVain() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();
        Task<String> first = spawnGetter("first", queue);
        spawnGetter("second", queue);
        spawnGetter("third", queue);
        rig.iterate(1);

        queue.putNow(1);
        queue.getNow();
        first.cancel();
        rig.iterate(2);
        fill(queue, List.of(2, 3));
        rig.iterate(1);

        rig.assertTrace("first cancelled", "second=2", "second", "third=3", "third");
    }

    @Test
    void put_wokenAndThenCancelled_passesThePlaceOn() {
        LoopQueue<String> queue = fill(LoopQueue.create(1), List.of("0"));
        Task<String> first = rig.spawn("first", () -> queue.put("first"));
        rig.spawn("second", () -> queue.put("second"));
        rig.iterate(1);

        queue.getNow();
        first.cancel();
        rig.iterate(2);

        rig.assertTrace("first cancelled", "second");
        assertThat(drain(queue)).containsExactly("second");
    }

    @Test
    void join_workLeft_waitsForTheLastTaskDone() {
        LoopQueue<Integer> queue = fill(LoopQueue.unbounded(), List.of(1, 2));
        rig.spawn("joined", queue::join);
        rig.spawn("joined too", queue::join);
        drain(queue);

        queue.taskDone();
        rig.iterate(2);
        rig.assertTrace();
        queue.taskDone();
        rig.iterate(1);

        rig.assertTrace("joined", "joined too");
        rig.assertDoesNotSuspend(queue::join);
    }

    @Test
    void taskDone_tooOften_isRefused() {
        LoopQueue<Integer> queue = fill(LoopQueue.unbounded(), List.of(1));
        queue.taskDone();

        assertThatThrownBy(queue::taskDone)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("task_done() called too many times: the work on every item of <LoopQueue maxsize=0"
                        + " _queue=[1]> is done already");
    }

    @Test
    void shutdown_itemsLeft_givesThemOutAndTakesNoMore() {
        LoopQueue<Integer> queue = fill(LoopQueue.unbounded(), List.of(1, 2));

        queue.shutdown();

        assertThatThrownBy(() -> queue.putNow(3))
                .isExactlyInstanceOf(QueueShutDownException.class)
                .hasMessage("<LoopQueue maxsize=0 _queue=[1, 2] tasks=2 shutdown> is shut down");
        rig.run(() -> assertThat(queue.get()).isEqualTo(1));
        assertThat(queue.getNow()).isEqualTo(2);
        assertThatThrownBy(queue::getNow)
                .isExactlyInstanceOf(QueueShutDownException.class)
                .hasMessage("<LoopQueue maxsize=0 tasks=2 shutdown> is shut down");
        assertThatThrownBy(() -> rig.run(queue::get)).isExactlyInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> rig.run(() -> queue.put(1))).isExactlyInstanceOf(QueueShutDownException.class);
    }

    @Test
    void shutdown_fullQueue_refusesPutAtOnce() {
        LoopQueue<Integer> queue = fill(LoopQueue.create(1), List.of(1));

        queue.shutdown();

        assertThatThrownBy(() -> rig.run(() -> queue.put(2))).isExactlyInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.putNow(2)).isExactlyInstanceOf(QueueShutDownException.class);
    }

    @Test
    void shutdown_someWait_throwsThemOut() {
        LoopQueue<Integer> empty = LoopQueue.unbounded();
        LoopQueue<Integer> full = fill(LoopQueue.create(1), List.of(1));
        spawnGetter("getter", empty);
        rig.spawn("putter", () -> full.put(2));
        rig.spawn("joiner", full::join);
        rig.iterate(1);

        empty.shutdown();
        full.shutdown();
        full.shutdown();
        rig.iterate(2);

        rig.assertTrace(
                "getter: <LoopQueue maxsize=0 shutdown> is shut down",
                "putter: <LoopQueue maxsize=1 _queue=[1] tasks=1 shutdown> is shut down");
        full.getNow();
        full.taskDone();
        rig.iterate(1);
        rig.assertTrace("joiner");
    }

    @Test
    void shutdown_immediate_dropsWhatIsLeftAndReleasesEveryone() {
        LoopQueue<Integer> queue = fill(LoopQueue.create(2), List.of(1, 2));
        rig.spawn("putter", () -> queue.put(3));
        rig.spawn("joiner", queue::join);
        rig.iterate(1);

        queue.shutdown(/* immediate= */ true);
        assertThat(queue.isEmpty()).isTrue();
        rig.iterate(1);

        rig.assertTrace("joiner", "putter: <LoopQueue maxsize=2 shutdown> is shut down");
        assertThatThrownBy(queue::getNow).isExactlyInstanceOf(QueueShutDownException.class);
    }

    @Test
    void shutdown_immediateWhileWorkIsUnderWay_joinWaitsForThat() {
        LoopQueue<Integer> queue = fill(LoopQueue.unbounded(), List.of(1, 2, 3));
        queue.getNow();
        rig.spawn("joiner", queue::join);
        rig.iterate(1);

        queue.shutdown(/* immediate= */ true);
        rig.iterate(1);
        rig.assertTrace();
        assertThat(queue).hasToString("<LoopQueue maxsize=0 tasks=1 shutdown>");
        queue.taskDone();
        rig.iterate(1);

        rig.assertTrace("joiner");
    }

    @Test
    void shutdown_immediateAfterWorkWasMarkedDoneTooEarly_countsNoneTwice() {
        LoopQueue<Integer> queue = fill(LoopQueue.unbounded(), List.of(1, 2));
        queue.taskDone();

        queue.shutdown(/* immediate= */ true);

        assertThat(queue).hasToString("<LoopQueue maxsize=0 shutdown>");
        rig.assertDoesNotSuspend(queue::join);
    }

    @Test
    void get_emptyOnAnotherLoop_isRefused() {
        LoopQueue<Integer> queue = LoopQueue.create(1);
        spawnGetter("here", queue);
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refusedGet = catchThrowable(() -> other.runUntilComplete(queue::get));
        queue.putNow(1);
        Throwable refusedPut = catchThrowable(() -> other.runUntilComplete(() -> {
            queue.put(2);
            return 1;
        }));

        assertThat(refusedGet)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopQueue maxsize=1 _getters[1]> is bound to a different event loop, \"api\", and cannot wait"
                                + " on \"other\"; make one for each loop");
        assertThat(refusedPut)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("<LoopQueue maxsize=1 _queue=[1] tasks=1> is bound to a different event loop, \"api\", and"
                        + " cannot wait on \"other\"; make one for each loop");
    }

    @Test
    void get_emptyOutsideACoroutine_isRefused() {
        LoopQueue<Integer> queue = LoopQueue.unbounded();

        assertThatThrownBy(queue::get)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(SyncRig.OUTSIDE_A_COROUTINE);
        assertThat(queue).hasToString("<LoopQueue maxsize=0>");
    }

    @Test
    void close_whileSomeWait_unwindsThemAndKeepsTheItems() {
        LoopQueue<Integer> empty = LoopQueue.unbounded();
        LoopQueue<Integer> full = fill(LoopQueue.create(1), List.of(1));
        spawnGetter("woken getter", empty);
        spawnGetter("getter", empty);
        rig.spawn("putter", () -> full.put(2));
        rig.spawn("joiner", full::join);
        rig.iterate(1);
        empty.putNow(1);

        rig.loop.close();

        rig.assertTrace("woken getter unwound", "getter unwound", "putter unwound", "joiner unwound");
        assertThat(empty).hasToString("<LoopQueue maxsize=0 _queue=[1] tasks=1>");
        assertThat(full).hasToString("<LoopQueue maxsize=1 _queue=[1] tasks=1>");
    }
}
