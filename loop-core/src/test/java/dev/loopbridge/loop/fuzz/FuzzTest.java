package dev.loopbridge.loop.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopbridge.loop.CoroutineEngine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random programs do the same, in the same order and at the same moment, on every engine and in CPython.
 *
 * <p>{@code -Dfuzz.programs=100000 -Dfuzz.seed=7} for a longer run, {@code -Dfuzz.python=/path/to/python3} for another
 * Python than the one on the path, {@code -Dfuzz.record=true} to record its traces anew instead of comparing with them.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_124);
    private static final int ON_ENGINES = Integer.getInteger("fuzz.programs", 1_000);
    private static final int LIVE = Integer.getInteger("fuzz.programs", 200);

    private static final long RECORDED_SEED = 1;
    private static final int RECORDED = 500;

    private static final List<CoroutineEngine> ENGINES = Traces.engines();

    @Test
    void programs_onEveryEngine_doTheSame() {
        CoroutineEngine first = ENGINES.get(0);
        for (long seed = SEED; seed < SEED + ON_ENGINES; seed++) {
            Program program = ProgramGenerator.generate(seed, Theme.ALL);
            List<String> expected = Traces.of(program, first);
            assertThat(expected.get(0)).doesNotStartWith("broken");
            for (CoroutineEngine engine : ENGINES.subList(1, ENGINES.size())) {
                compare(program, engine, first.name(), any -> Traces.of(any, first));
            }
        }
    }

    @Test
    void programs_recordedOnCPython_doTheSameOnEveryEngine() throws IOException {
        if (Boolean.getBoolean("fuzz.record")) {
            try (CPython python = python().orElseThrow()) {
                Recording.write(python, RECORDED_SEED, RECORDED);
            }
            return;
        }
        List<Recording> recordings = Recording.read();

        assertThat(recordings).hasSize(RECORDED);
        for (Recording recording : recordings) {
            Program program = ProgramGenerator.generate(recording.seed(), Theme.ALL);
            assertThat(program.fingerprint())
                    .as("the generator has changed: record anew")
                    .isEqualTo(recording.fingerprint());
            for (CoroutineEngine engine : ENGINES) {
                compare(program, engine, "CPython", same -> recording.trace());
            }
        }
    }

    @Test
    void programs_onCPythonNow_doTheSame() throws IOException {
        Optional<CPython> found = python();
        assumeTrue(found.isPresent(), "no Python here");
        try (CPython python = found.get()) {
            LongStream.range(SEED, SEED + LIVE).forEach(seed -> {
                Program program = ProgramGenerator.generate(seed, Theme.of(python.version()));
                compare(program, ENGINES.get(0), "CPython " + python.version(), python::trace);
            });
        }
    }

    private static Optional<CPython> python() {
        return CPython.start(System.getProperty("fuzz.python", "python3"));
    }

    private static void compare(
            Program program, CoroutineEngine engine, String otherName, Function<Program, List<String>> other) {
        if (!Traces.of(program, engine).equals(other.apply(program))) {
            fail(describe(program, engine, otherName, other));
        }
    }

    private static String describe(
            Program program, CoroutineEngine engine, String otherName, Function<Program, List<String>> other) {
        StringBuilder text = new StringBuilder("seed " + program.seed());
        Program small = otherName.equals("CPython")
                ? program // there is no trace of a smaller one
                : Shrinker.shrink(program, any -> !Traces.of(any, engine).equals(other.apply(any)));
        if (small != program) {
            text.append(", shrunk");
        }
        List<String> ours = Traces.of(small, engine);
        List<String> theirs = other.apply(small);
        return text.append("\n  program ")
                .append(small)
                .append("\n  ")
                .append(Traces.firstDifference(engine.name(), ours, otherName, theirs))
                .append("\n  whole ")
                .append(engine)
                .append(": ")
                .append(Traces.join(ours))
                .append("\n  whole ")
                .append(otherName)
                .append(": ")
                .append(Traces.join(theirs))
                .toString();
    }
}
