package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A receiver that suspends inside of its onNext, and several tasks that emit to it: one element at a time all the same. */
class SuspendedReceiverTest {
    private final List<Object> reported = new ArrayList<>();
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().exceptionHandler((where, context) -> reported.add(context)));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = new Recorder();
    private final List<Task<?>> emitters = new ArrayList<>();

    {
        recorder.onNext = this::suspend;
    }

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    private void suspend(Object item) {
        Tasks.yieldNow();
        Tasks.yieldNow();
        recorder.signals.add("end of " + item);
    }

    private void startEmitter(Emitter<Object> out, Object item) {
        emitters.add(loop.createTask(() -> {
            out.emit(item);
            return null;
        }));
    }

    /** One task for each element, all at once; ends when they have. */
    private Generator<Object> emittingAtOnce(Object... items) {
        return out -> {
            for (Object item : items) {
                startEmitter(out, item);
            }
            for (int n = 0; n < emitters.size(); n++) {
                await(emitters.get(n));
            }
        };
    }

    @Test
    void emit_whileAnotherElementIsUnderWay_waitsBehindIt() {
        Launch.submit(loop, emittingAtOnce(1, 2, 3)).subscribe(recorder);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "end of 1", 2, "end of 2", 3, "end of 3", "complete");
    }

    /** Who waited has its turn, and not a pass for all times. */
    @Test
    void emit_whileOneThatWaitedIsUnderWay_waitsBehindThat() {
        List<Emitter<Object>> out = new ArrayList<>();
        recorder.onNext = item -> {
            if (item.equals(2)) {
                startEmitter(out.get(0), "late");
            }
            suspend(item);
        };
        Generator<Object> body = emittingAtOnce(1, 2);
        Launch.submit(loop, emitter -> {
                    out.add(emitter);
                    body.run(emitter);
                })
                .subscribe(recorder);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "end of 1", 2, "end of 2", "late", "end of late", "complete");
    }

    @Test
    void emit_cancelledWhileItWaitsBehindAnother_isDiscarded() {
        recorder.onNext = item -> {
            Tasks.yieldNow(); // until the second waits
            emitters.get(1).cancel();
            suspend(item);
        };
        Launch.submit(loop, out -> {
                    startEmitter(out, 1);
                    startEmitter(out, 2);
                    await(emitters.get(0));
                    startEmitter(out, 3);
                    await(emitters.get(2));
                })
                .subscribe(recorder);

        time.runReady();

        assertThat(recorder.signals).contains("discarded 2").doesNotContain(2);
        assertThat(recorder.signals)
                .filteredOn(signal -> !signal.equals("discarded 2"))
                .containsExactly(1, "end of 1", 3, "end of 3", "complete");
    }

    @Test
    void completion_whileAnElementIsUnderWay_comesBehindIt() {
        Launch.submit(loop, out -> {
                    startEmitter(out, 1);
                    Tasks.yieldNow();
                })
                .subscribe(recorder);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "end of 1", "complete");
    }
}
