package dev.loopbridge.endurance.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Closes what subscriptions run on, in every way that we know, and counts what became of each: ours and our peers'.
 *
 * <p>{@code mvn -q compile exec:java -Pmatrix}, with
 * {@code -Dexec.args="--count 1000 --rows LoopMono --output target/closing-matrix.md"} for less of it. Exits with 1 if any
 * subscription of ours did not end, once.
 */
public final class ClosingMatrix {
    private ClosingMatrix() {}

    /** Takes {@code --count}, {@code --rows} and {@code --output}. */
    public static void main(String[] args) throws IOException {
        Options options = Options.parse(args);
        long began = System.nanoTime();
        System.out.println(Cell.heading());
        List<Cell> cells =
                Matrix.fill(options.rows(Rows.all()), options.count(), cell -> System.out.println(cell.line()));
        write(Report.markdown(options.count(), cells), options.output());
        long broken = cells.stream().filter(Cell::isBroken).count();
        System.out.printf(
                "%,d subscriptions in %d s; %d broken cells of ours; written to %s%n",
                (long) cells.size() * options.count(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                broken,
                options.output());
        System.exit(broken == 0 ? 0 : 1);
    }

    private static void write(String report, Path output) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(output, report);
    }
}
