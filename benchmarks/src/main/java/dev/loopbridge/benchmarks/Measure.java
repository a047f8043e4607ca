package dev.loopbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures rows, a round at a time, and keeps what is finished: what was interrupted goes on where it was. */
public final class Measure {
    private static final int JDK = Runtime.version().feature();

    private final Form form;
    private final Path results;

    /** How long, and how often: rounds go through all rows, so that a slow minute of the machine does not strike one peer. */
    private enum Form {
        SHORT(1, 2, 3, 350),
        LONG(3, 4, 3, 500);

        final int rounds;
        final int warmups;
        final int iterations;
        final int millis;

        Form(int rounds, int warmups, int iterations, int millis) {
            this.rounds = rounds;
            this.warmups = warmups;
            this.iterations = iterations;
            this.millis = millis;
        }
    }

    private Measure(Form form, Path results) {
        this.form = form;
        this.results = results;
    }

    /** Arguments: {@code short} or {@code long}, the directory for results, and rows, else all. */
    public static void main(String[] args) throws IOException, RunnerException {
        Form form = Form.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path results = Files.createDirectories(Path.of(args[1], args[0] + "-" + JDK));
        List<Rows> rows = args.length == 2
                ? List.of(Rows.values())
                : Stream.of(args).skip(2).map(Rows::valueOf).toList();
        new Measure(form, results).measure(rows);
    }

    private void measure(List<Rows> rows) throws IOException, RunnerException {
        for (int round = 1; round <= form.rounds; round++) {
            for (Rows row : rows) {
                Path finished = results.resolve(row + "-" + round + ".json");
                if (!Files.exists(finished)) {
                    Path unfinished = results.resolve(row + "-" + round + ".part");
                    var unused = new Runner(options(row, unfinished).build()).run();
                    Files.move(unfinished, finished, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private ChainedOptionsBuilder options(Rows row, Path to) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + row.benchmark.getSimpleName() + "\\.")
                .forks(1)
                .warmupIterations(form.warmups)
                .measurementIterations(form.iterations)
                .warmupTime(TimeValue.milliseconds(form.millis))
                .measurementTime(TimeValue.milliseconds(form.millis))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(to.toString())
                .jvmArgsAppend(jvm());
        if (JDK >= 21 && row == Rows.G) {
            options.param("peer", "direct", "virtual", "threads", "Vert.x await", "limit: continuation");
        }
        return options;
    }

    private static String[] jvm() {
        List<String> all = new ArrayList<>(List.of("-Xms1g", "-Xmx2g", "-XX:+UseG1GC"));
        if (JDK >= 21) {
            all.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
            all.add("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
        }
        return all.toArray(String[]::new);
    }
}
