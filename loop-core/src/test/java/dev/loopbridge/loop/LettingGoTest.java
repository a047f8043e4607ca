package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a future that is done, or that somebody has left, lets go of. */
class LettingGoTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";

    /** Something that a body or callback holds. */
    private static final class Cargo {
        int used;
    }

    private final EventLoop loop = EventLoop.builder().name("api").build();

    private static void iterate(EventLoop loop, int times) {
        for (int i = 0; i < times; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    private static void assertCollected(WeakReference<?> cargo) {
        Awaitility.await().pollInSameThread().until(() -> {
            System.gc();
            return cargo.get() == null;
        });
    }

    private static WeakReference<Cargo> createTask(EventLoop loop, List<Task<?>> kept, boolean failing) {
        Cargo cargo = new Cargo();
        kept.add(loop.createTask(() -> {
            cargo.used++;
            Tasks.yieldNow();
            if (failing) {
                throw new IllegalStateException("x");
            }
            return 1;
        }));
        return new WeakReference<>(cargo);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void task_finished_letsGoOfItsBody(CoroutineEngine engine) {
        EventLoop mine = Loops.on(engine);
        List<Task<?>> kept = new ArrayList<>();
        WeakReference<Cargo> cargo = createTask(mine, kept, false);

        iterate(mine, 3);

        assertThat(kept.get(0).isDone()).isTrue();
        assertCollected(cargo);
        mine.close();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void task_failedAndHeard_letsGoOfItsBody(CoroutineEngine engine) {
        EventLoop mine = Loops.on(engine);
        List<Task<?>> kept = new ArrayList<>();
        WeakReference<Cargo> cargo = createTask(mine, kept, true);

        iterate(mine, 3);

        assertThat(kept.get(0).exception()).hasMessage("x");
        assertCollected(cargo);
        mine.close();
    }

    @Test
    void task_neverBegunOnAClosedLoop_letsGoOfItsBody() {
        List<Task<?>> kept = new ArrayList<>();
        WeakReference<Cargo> cargo = createTask(loop, kept, false);

        loop.close();

        assertThat(kept.get(0).exception()).isInstanceOf(LoopClosedException.class);
        assertCollected(cargo);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void task_cancelledElsewhereAndTakenBackBeforeItBegins_endsCancelled(CoroutineEngine engine) {
        EventLoop mine =
                EventLoop.builder().engine(engine).maxTasks(1, TaskLimit.WAIT).build();
        LoopFuture<Integer> gate = mine.createFuture();
        mine.createTask(() -> await(gate));
        Task<Integer> task = mine.createTask(() -> 1); // waits for the first to end
        // The loop runs meanwhile, so that the request is posted.
        mine.callSoon(() ->
                CompletableFuture.runAsync(() -> task.cancel("from elsewhere")).join());

        iterate(mine, 2); // the callback, then the request
        assertThat(task.cancelling()).isEqualTo(1);
        task.uncancel();
        iterate(mine, 2);

        assertThat(task.isCancelled()).isTrue();
        mine.close();
    }

    private WeakReference<Cargo> callPool(List<LoopFuture<?>> kept) {
        Cargo cargo = new Cargo();
        kept.add(Tasks.inExecutor(loop, Runnable::run, () -> cargo.used++));
        return new WeakReference<>(cargo);
    }

    @Test
    void poolCall_done_letsGoOfItsCall() {
        List<LoopFuture<?>> kept = new ArrayList<>();
        WeakReference<Cargo> cargo = callPool(kept);

        iterate(loop, 1);

        assertThat(kept.get(0).isDone()).isTrue();
        assertCollected(cargo);
    }

    private WeakReference<LoopFuture<?>> gatherEarly(List<LoopFuture<?>> kept) {
        LoopFuture<Integer> pending = loop.createFuture();
        LoopFuture<Integer> failed = loop.createFuture();
        kept.add(Tasks.gather(List.of(pending, failed)));
        failed.setException(new IllegalStateException("x"));
        iterate(loop, 2);
        return new WeakReference<>(pending);
    }

    @Test
    void gather_done_letsGoOfItsChildren() {
        List<LoopFuture<?>> kept = new ArrayList<>();
        WeakReference<LoopFuture<?>> child = gatherEarly(kept);

        assertThat(kept.get(0).exception()).hasMessage("x");
        assertCollected(child);
    }

    private WeakReference<Cargo> observe(Consumer<Runnable> observing) {
        Cargo cargo = new Cargo();
        observing.accept(() -> cargo.used++);
        return new WeakReference<>(cargo);
    }

    @Test
    void copy_completedByItself_isLetGoOf() {
        LoopFuture<Integer> future = loop.createFuture();
        WeakReference<Cargo> cargo = observe(step -> {
            CompletableFuture<Integer> copy = future.toCompletableFuture();
            var unused = copy.thenRun(step);
            copy.complete(1);
        });

        assertCollected(cargo);
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void get_pollingInVain_leavesNoListenerBehind() {
        LoopFuture<Integer> future = loop.createFuture();
        for (int i = 0; i < 10; i++) {
            assertThat(catchThrowable(() -> future.get(0, TimeUnit.NANOSECONDS)))
                    .hasMessageContaining("is not done");
        }

        loop.close();

        assertThat(Loops.report(loop).listenersTold()).isZero();
    }

    @Test
    void get_interrupted_leavesNoListenerBehind() {
        LoopFuture<Integer> future = loop.createFuture();
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(future::get)).isInstanceOf(InterruptedException.class);

        loop.close();

        assertThat(Loops.report(loop).listenersTold()).isZero();
    }

    @Test
    void leave_inAnyOrder_keepsTheOrderOfTheRest() {
        LoopFuture<Integer> shared = loop.createFuture();
        List<Integer> called = new ArrayList<>();
        List<Consumer<LoopFuture<Integer>>> callbacks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            Consumer<LoopFuture<Integer>> callback = done -> called.add(number);
            callbacks.add(callback);
            shared.addDoneCallback(callback);
        }
        shared.addDoneCallback(callbacks.get(7));
        for (int i = 98; i >= 0; i--) {
            if (i != 7 && i != 50) {
                assertThat(shared.removeDoneCallback(callbacks.get(i))).isEqualTo(1);
            }
        }
        shared.setResult(1);

        iterate(loop, 1);

        assertThat(called).containsExactly(7, 50, 99, 7);
    }

    /** Equal to each other, and not the same. */
    private record Equal(String name) implements Consumer<LoopFuture<Integer>> {
        @Override
        public void accept(LoopFuture<Integer> done) {}
    }

    @Test
    void removeDoneCallback_ofMany_takesOutAllThatAreEqual() {
        LoopFuture<Integer> shared = loop.createFuture();
        for (int i = 0; i < 100; i++) {
            shared.addDoneCallback(new Equal(i % 2 == 0 ? "even" : "odd"));
        }

        assertThat(shared.removeDoneCallback(new Equal("even"))).isEqualTo(50);
        assertThat(shared.removeDoneCallback(new Equal("even"))).isZero();
        assertThat(shared.removeDoneCallback(new Equal("odd"))).isEqualTo(50);
    }

    @Test
    void cancel_ofManyWhoWait_takesNoLongerForEachThanOfFew() {
        LoopFuture<Integer> shared = loop.createFuture();
        List<LoopFuture<Integer>> shields = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            shields.add(Tasks.shield(shared));
        }

        // Half an hour, were each leave to look at all who wait: the limit of a test would end it.
        for (int i = shields.size() - 1; i >= 0; i -= 2) {
            shields.get(i).cancel();
        }

        assertThat(shields.get(1).isCancelled()).isTrue();
        loop.close();
    }

    @Test
    void waiters_ofOneFuture_leaveAtOnceAndTogether() {
        Integer waited = loop.runUntilComplete(() -> {
            LoopFuture<Integer> shared = loop.createFuture();
            List<Task<Object>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(loop.createTask(() -> Tasks.waitFor(Tasks.shield(shared), Duration.ofMillis(1))));
            }
            return await(Tasks.gatherReturnExceptions(waiting)).size();
        });

        assertThat(waited).isEqualTo(100);
        loop.close();
    }

    private static WeakReference<Cargo> submitAndCancel(EventLoop busy, List<Task<?>> kept) {
        Cargo cargo = new Cargo();
        Task<?> task = busy.submit(() -> cargo.used++);
        kept.add(task);
        task.cancel();
        return new WeakReference<>(cargo);
    }

    @Test
    void task_cancelledBeforeItsTurn_letsGoOfItsBodyAtOnce() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        EventLoopThread host = EventLoopThread.start(loop);
        loop.execute(() -> {
            busy.countDown();
            Elsewhere.await(go);
        });
        Elsewhere.await(busy);
        List<Task<?>> kept = new ArrayList<>();

        WeakReference<Cargo> cargo = submitAndCancel(loop, kept);

        assertCollected(cargo);
        assertThat(kept.get(0).isDone()).isFalse();
        go.countDown();
        assertThatThrownBy(() -> kept.get(0).get()).isInstanceOf(CancellationException.class);
        host.close();
    }
}
