package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.LoopLeaks;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Launches from inside of a loop: what would nest or wait for itself is told so, with all names. */
class NestedLaunchTest {
    private final EventLoop outer = EventLoop.builder().name("outer").build();
    private final EventLoop inner = EventLoop.builder().name("inner").build();
    private final Recorder signals = new Recorder();

    @AfterEach
    void close() {
        outer.close();
        inner.shutdown(Duration.ZERO);
    }

    /** Subscribes in a coroutine of the outer loop, and returns the name of its thread. */
    private String subscribeInside(Launch<Object> launch) {
        return outer.runUntilComplete(() -> {
            launch.subscribe(signals);
            return Thread.currentThread().getName();
        });
    }

    private void assertRefused(String message) {
        assertThat(signals.signals)
                .singleElement()
                .isInstanceOfSatisfying(
                        IllegalStateException.class, error -> assertThat(error).hasMessage(message));
    }

    @Test
    void runUntilComplete_ofAnotherLoop_isRefusedNamingBoth() {
        String thread = subscribeInside(Launch.runUntilComplete(inner, () -> 1, LaunchOptions.defaults()));

        assertThat(Tasks.all(inner)).isEmpty();
        assertRefused(
                "Cannot run the event loop while another loop is running: loop \"inner\" on thread \"" + thread
                        + "\", which runs loop \"outer\"; use submit() with a loop that runs elsewhere, or offload in its options");
    }

    @Test
    void run_insideOfALoop_isRefusedNamingBoth() {
        LoopLeaks leaks = LoopLeaks.watch();

        String thread = subscribeInside(
                Launch.run(() -> 1, LaunchOptions.defaults().name("mine").allowBlocking()));

        leaks.check();
        assertRefused(
                "Cannot run the event loop while another loop is running: loop \"mine\" on thread \"" + thread
                        + "\", which runs loop \"outer\"; use submit() with a loop that runs elsewhere, or offload in its options");
    }

    @Test
    void runUntilComplete_ofTheLoopItself_isRefusedNamingLoopAndThread() {
        String thread = subscribeInside(Launch.runUntilComplete(outer, () -> 1, LaunchOptions.defaults()));

        assertRefused(
                "This event loop is already running: loop \"outer\", on this thread, \"" + thread + "\"; use submit()");
    }

    @Test
    void runUntilComplete_ofALoopThatRunsElsewhere_isRefusedNamingIt() {
        outer.callSoon(() -> Launch.runUntilComplete(inner, () -> 1, LaunchOptions.defaults())
                .subscribe(signals));
        inner.callSoon(() -> {
            Thread other = new Thread(() -> outer.runUntilComplete(() -> 1), "other");
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            inner.stop();
        });

        inner.runForever();

        assertRefused("This event loop is already running: loop \"inner\"; use submit()");
    }

    @Test
    void run_insideOfALoopWithOffload_runsElsewhere() {
        Coroutine<Object> body = () -> EventLoops.getRunningLoop().name();
        LoopFuture<Object> ended = outer.createFuture();
        LaunchOptions offload = LaunchOptions.defaults()
                .name("mine")
                .offload(task -> new Thread(
                                () -> {
                                    task.run();
                                    outer.callSoonThreadsafe(() -> ended.setResult(1));
                                },
                                "offloaded")
                        .start());

        outer.runUntilComplete(() -> {
            Launch.run(body, offload).subscribe(signals);
            return await(ended);
        });

        assertThat(signals.signals).containsExactly("mine", "complete");
    }

    @Test
    void submit_toTheLoopItself_isRefusedWhereSomebodyWaitsForIt() {
        signals.waitsHere = true;

        String thread = subscribeInside(Launch.submit(outer, () -> 1));

        assertRefused(
                "block() would wait for ever: the subscription needs loop \"outer\", which runs on this thread, \""
                        + thread + "\"; await it, or compose it into the subscription that runs here");
    }

    @Test
    void submit_toTheLoopItself_runsWhereNobodyWaits() {
        subscribeInside(Launch.submit(outer, () -> 1));
        outer.runUntilComplete(() -> {
            Tasks.yieldNow();
            return 1;
        });

        assertThat(signals.signals).containsExactly(1, "complete");
    }

    @Test
    void fromTask_ofTheLoopItself_isRefusedWhereSomebodyWaitsForItUnlessItIsDone() {
        signals.waitsHere = true;
        LoopFuture<Integer> done = outer.createFuture();
        done.setResult(42);
        LoopFuture<Integer> pending = outer.createFuture();

        subscribeInside(Launch.fromTask(done, /* suppressCancel= */ false));
        assertThat(signals.signals).containsExactly(42, "complete");

        signals.signals.clear();
        subscribeInside(Launch.fromTask(pending, /* suppressCancel= */ false));
        assertThat(signals.signals).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(pending.isDone()).isFalse();
    }

    @Test
    void delay_onTheLoopItself_isRefusedWhereSomebodyWaitsForIt() {
        signals.waitsHere = true;

        outer.runUntilComplete(() -> {
            Launch.delay(outer, Duration.ofMillis(1)).subscribe(signals.ofLongs());
            return 1;
        });

        assertThat(signals.signals).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void submit_toAnotherLoop_mayBeWaitedFor() {
        signals.waitsHere = true;

        subscribeInside(Launch.submit(inner, () -> 1));
        inner.runUntilComplete(() -> {
            Tasks.yieldNow();
            return 1;
        });

        assertThat(signals.signals).containsExactly(1, "complete");
    }

    @Test
    void cancel_fromInsideOfTheLoop_leavesTheBodyItsGrace() {
        boolean[] unwound = {false};
        Coroutine<Object> body = () -> {
            EventLoops.getRunningLoop().callSoon(() -> signals.subscription().cancel());
            try {
                return await(Tasks.sleep(Duration.ofHours(1)));
            } finally {
                await(Tasks.sleep(Duration.ofMillis(1)));
                unwound[0] = true;
            }
        };

        Launch.runUntilComplete(inner, body, LaunchOptions.defaults()).subscribe(signals);

        assertThat(unwound[0]).isTrue();
        assertThat(inner.isClosed()).isTrue();
    }

    @Test
    void request_insideOfTheLoopOnAThreadThatMustNotBlock_isMetByWhoRunsIt() {
        signals.first = 1;
        Generator<Object> body = out -> {
            for (int n = 1; n <= 3; n++) {
                out.emit(n);
            }
        };
        Launch.runUntilComplete(inner, body, LaunchOptions.defaults()).subscribe(signals);
        signals.mayBlock = false;

        inner.runUntilComplete(() -> {
            signals.subscription().request(5);
            await(Tasks.sleep(Duration.ofMillis(1)));
            return 0;
        });

        assertThat(signals.signals).containsExactly(1, 2, 3, "complete");
    }

    @Test
    void body_ofASubscriberWithAContext_worksInIt() {
        LoopLocal<String> user = LoopLocal.withDefault("nobody");
        signals.context = LoopContext.copyOfCurrent();
        signals.context.run(() -> user.set("ada"));

        Launch.runUntilComplete(inner, () -> user.get(), LaunchOptions.defaults())
                .subscribe(signals);

        assertThat(signals.signals).containsExactly("ada", "complete");
    }
}
