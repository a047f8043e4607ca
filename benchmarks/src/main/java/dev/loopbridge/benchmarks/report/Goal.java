package dev.loopbridge.benchmarks.report;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.benchmarks.Rows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer of ours must not take more of than somebody else.
 *
 * @param row whose
 * @param name of the case; empty if the row has but one
 * @param peer ours
 * @param against whom, the best of several; or {@code bytes}, if {@code most} is that many; {@code C: peer} is of row C
 * @param most how many times as much
 * @param words as the goal was set
 */
record Goal(Rows row, String name, String peer, List<String> against, double most, String words) {
    private static final String BYTES = "bytes";

    /** {@return all goals, in order} */
    static List<Goal> all() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                requireNonNull(Goal.class.getResourceAsStream("goals.txt")), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Goal::parse)
                    .toList();
        }
    }

    static Goal parse(String line) {
        String[] parts = line.split(";", -1);
        return new Goal(
                Rows.valueOf(parts[0]),
                parts[1],
                parts[2],
                List.of(parts[3].split("\\|")),
                Double.parseDouble(parts[4]),
                parts[5]);
    }

    /** {@return how many times as much it was, or how many bytes; null if not all was measured} */
    @Nullable
    Double reached(Results results) {
        Cell ours = results.cell(row, name, peer);
        if (ours == null) {
            return null;
        }
        if (isOfBytes()) {
            return ours.bytes();
        }
        double best = Double.MAX_VALUE;
        for (String other : against) {
            Cell theirs = other.startsWith("C: ")
                    ? results.cell(Rows.C, "", other.substring(3))
                    : results.cell(row, name, other);
            if (theirs != null) {
                best = Math.min(best, theirs.median());
            }
        }
        return best == Double.MAX_VALUE ? null : ours.median() / best;
    }

    boolean isOfBytes() {
        return against.contains(BYTES);
    }

    /** {@return whether it was measured, and reached} */
    boolean isMet(Results results) {
        Double reached = reached(results);
        return reached != null && reached <= most;
    }
}
