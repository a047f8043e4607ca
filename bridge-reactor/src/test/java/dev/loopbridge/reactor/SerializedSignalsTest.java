package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Emitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Several tasks emit into one subscription, and its operators await: rule 1.3 holds. */
class SerializedSignalsTest {
    private final EventLoopThread host = EventLoopThread.start("shared");

    /** Of the loop. */
    private final List<String> trace = new ArrayList<>();

    @AfterEach
    void close() {
        host.close();
    }

    private static int emit(Emitter<Integer> out, int first) {
        for (int i = first; i < first + 5; i++) {
            out.emit(i);
        }
        return first;
    }

    private Flux<Integer> fromTwoTasks() {
        return LoopFlux.submit(host.loop(), out -> await(Tasks.gather(() -> emit(out, 0), () -> emit(out, 10))));
    }

    private Integer take(Integer item) {
        trace.add("in");
        for (int i = 0; i < 3; i++) {
            Tasks.yieldNow();
        }
        trace.add("out");
        return item;
    }

    @Test
    void emit_fromTwoTasksIntoAnOperatorThatAwaits_isOneAtATime() {
        List<Integer> all = fromTwoTasks().map(this::take).collectList().block(Duration.ofSeconds(10));

        assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 10, 11, 12, 13, 14);
        for (int i = 0; i < trace.size(); i++) {
            assertThat(trace.get(i)).isEqualTo(i % 2 == 0 ? "in" : "out");
        }
    }

    @Test
    void emit_fromTwoTasksIntoOneThatStopsThere_endsOnce() {
        List<Integer> some =
                fromTwoTasks().map(this::take).take(3).collectList().block(Duration.ofSeconds(10));

        assertThat(some).hasSize(3);
    }
}
