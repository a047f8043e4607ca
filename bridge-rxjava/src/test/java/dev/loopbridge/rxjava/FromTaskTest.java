package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A hot view of a task among RxJava's operators. */
class FromTaskTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final AtomicInteger times = new AtomicInteger();

    private Task<Integer> anHourOfWork() {
        return time.loop().createTask(() -> {
            await(Tasks.sleep(HOUR));
            return times.incrementAndGet();
        });
    }

    @AfterEach
    void noTaskIsLeft() {
        assertThat(Tasks.all(time.loop())).isEmpty();
        time.close();
    }

    @Test
    void subscribe_asEachKind_runsTheTaskOnce() {
        Task<Integer> task = anHourOfWork();
        TestObserver<Integer> single = LoopSingle.fromTask(task).test();
        TestObserver<Integer> maybe = LoopMaybe.fromTask(task).test();
        TestObserver<Void> completable = LoopCompletable.fromTask(task).test();

        time.advance(HOUR);

        single.assertResult(1);
        maybe.assertResult(1);
        completable.assertResult();
        LoopSingle.fromTask(task).test().assertResult(1);
    }

    @Test
    void nullResult_isWhatTheKindSays() {
        Task<Integer> task = time.loop().createTask(() -> null);
        time.runReady();

        LoopMaybe.fromTask(task).test().assertResult();
        LoopCompletable.fromTask(task).test().assertResult();
        LoopSingle.fromTask(task)
                .test()
                .assertFailure(NullPointerException.class)
                .assertError(
                        error -> "LoopSingle.fromTask gave null; return a value, or use LoopMaybe, where null is empty"
                                .equals(error.getMessage()));
    }

    @Test
    void dispose_ofEachKind_cancelsTheTask() {
        List<Task<Integer>> tasks = List.of(anHourOfWork(), anHourOfWork(), anHourOfWork());
        TestObserver<Integer> single = LoopSingle.fromTask(tasks.get(0)).test();
        TestObserver<Integer> maybe = LoopMaybe.fromTask(tasks.get(1)).test();
        TestObserver<Void> completable = LoopCompletable.fromTask(tasks.get(2)).test();

        single.dispose();
        maybe.dispose();
        completable.dispose();
        time.runReady();

        assertThat(tasks).allMatch(Task::isCancelled);
        single.assertEmpty();
        maybe.assertEmpty();
        completable.assertEmpty();
    }

    @Test
    void dispose_suppressed_leavesTheTask() {
        Task<Integer> task = anHourOfWork();
        Single<Integer> single = LoopSingle.fromTask(task, /* suppressDispose= */ true);
        Maybe<Integer> maybe = LoopMaybe.fromTask(task, /* suppressDispose= */ true);
        Completable completable = LoopCompletable.fromTask(task, /* suppressDispose= */ true);

        single.test().dispose();
        maybe.test().dispose();
        completable.test().dispose();
        time.advance(HOUR);

        assertThat(task.result()).isEqualTo(1);
    }

    @Test
    void cancel_bySomebodyElse_isAnError() {
        Task<Integer> task = anHourOfWork();
        TestObserver<Integer> observer = LoopSingle.fromTask(task).retry(3).test();

        task.cancel();
        time.runReady();

        observer.assertFailure(CancellationException.class);
    }

    @Test
    void signals_runOnTheHomeThreadOrWhereOneSubscribes() {
        try (EventLoopThread host = EventLoopThread.start("home")) {
            LoopFuture<Integer> gate = host.loop().createFuture();
            Task<Integer> task = host.loop().submit(() -> await(gate));
            Single<String> where =
                    LoopSingle.fromTask(task).map(n -> Thread.currentThread().getName());
            TestObserver<String> before = where.test();

            host.loop().execute(() -> gate.setResult(1));

            before.awaitDone(10, TimeUnit.SECONDS).assertResult("home");
            where.test().assertResult(Thread.currentThread().getName());
        }
    }
}
