package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** This thread disposes while the loop's ends the body: one of the two comes first, and that is all anybody hears. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DisposeRaceTest {
    private static final int ROUNDS = 10_000;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoopThread host = EventLoopThread.start("host");
    private final EventLoop loop = host.loop();
    private final List<Recorder> recorders = new ArrayList<>();
    private int spins;

    @AfterEach
    void closeHost() {
        host.close();
    }

    /** Waits longer if the dispose came first the last time, and shorter if the end did: so each does, now and then. */
    private void race(Recorder recorder) {
        for (int spin = 0; spin < spins; spin++) {
            Thread.onSpinWait();
        }
        recorder.upstream.dispose();
        spins = recorder.ends.get() == 0 ? spins + 20 : Math.max(0, spins - 20);
        recorders.add(recorder);
    }

    /** Behind everything that the loop was handed so far. */
    private void settle() throws Exception {
        for (int turn = 0; turn < 3; turn++) {
            CompletableFuture<Void> passed = new CompletableFuture<>();
            loop.execute(() -> passed.complete(null));
            passed.get(10, TimeUnit.SECONDS);
        }
    }

    private void assertBothWon() {
        long ended =
                recorders.stream().filter(recorder -> recorder.ends.get() == 1).count();
        assertThat(recorders).hasSize(ROUNDS).allMatch(recorder -> recorder.ends.get() <= 1);
        assertThat(ended).as("rounds that the end won").isBetween(1L, ROUNDS - 1L);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void dispose_againstComplete_leavesNothingUndeliverable(Kind kind) throws Exception {
        Kind.Launched source = kind.launch(Verb.SUBMIT, loop, () -> "result");

        for (int round = 0; round < ROUNDS; round++) {
            Recorder recorder = new Recorder();
            source.subscribe(recorder);
            race(recorder);
        }

        settle();
        assertBothWon();
        assertThat(recorders).allMatch(recorder -> recorder.errors.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void dispose_againstError_leavesUndeliverableWhatIsLateOnce(Kind kind) throws Exception {
        List<AtomicBoolean> thrown = new ArrayList<>();
        List<RuntimeException> errors = new ArrayList<>();

        for (int round = 0; round < ROUNDS; round++) {
            RuntimeException error = new RuntimeException("round " + round, null, false, false) {};
            AtomicBoolean threw = new AtomicBoolean();
            errors.add(error);
            thrown.add(threw);
            Recorder recorder = new Recorder();
            kind.launch(Verb.SUBMIT, loop, () -> {
                        threw.set(true);
                        throw error;
                    })
                    .subscribe(recorder);
            race(recorder);
        }

        settle();
        assertBothWon();
        Map<Throwable, Integer> late = takeUndeliverable();
        for (int round = 0; round < ROUNDS; round++) {
            int heard = recorders.get(round).errors.size() + late.getOrDefault(errors.get(round), 0);
            assertThat(heard).as("round %d", round).isEqualTo(thrown.get(round).get() ? 1 : 0);
        }
    }

    private Map<Throwable, Integer> takeUndeliverable() {
        Map<Throwable, Integer> late = new IdentityHashMap<>();
        for (Throwable error : undeliverable.errors) {
            late.merge(error instanceof UndeliverableException ? error.getCause() : error, 1, Integer::sum);
        }
        undeliverable.errors.clear();
        return late;
    }
}
