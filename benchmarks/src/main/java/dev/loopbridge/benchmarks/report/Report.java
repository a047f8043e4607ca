package dev.loopbridge.benchmarks.report;

import dev.loopbridge.benchmarks.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a page of tables, with a plot for each row. */
public final class Report {
    private final Results results;
    private final StringBuilder page = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    /** Arguments: the directory with the results, the one for the page, the name its files begin with, the command. */
    public static void main(String[] args) throws IOException {
        Results results = Results.read(Path.of(args[0]));
        Path directory = Files.createDirectories(Path.of(args[1]));
        String name = args[2];
        String origin = "Made by `" + args[3] + "` on " + machine();
        Files.writeString(directory.resolve(name + ".md"), page(results, name, Goal.all(), origin));
        for (Rows row : Rows.values()) {
            if (!results.of(row).isEmpty()) {
                Plots.bars(row.toString(), results.of(row), directory.resolve(plot(name, row)));
            }
        }
    }

    static String page(Results results, String name, List<Goal> goals, String origin) {
        Report report = new Report(results);
        report.line("# Measured: " + name);
        report.line("");
        report.line(origin + ", " + results.versions() + ".");
        report.line(
                "Nanoseconds an item, the median of all iterations, ± half of the whole spread; bytes allocated an item.");
        report.line("Goals met: "
                + goals.stream().filter(goal -> goal.isMet(results)).count() + " of "
                + goals.stream().filter(goal -> goal.reached(results) != null).count() + ".");
        for (Rows row : Rows.values()) {
            if (!results.of(row).isEmpty()) {
                report.row(row, name, goals);
            }
        }
        return report.page.toString();
    }

    private static String plot(String name, Rows row) {
        return name + "-" + row + ".png";
    }

    private static String machine() throws IOException {
        String model = System.getProperty("os.arch");
        Path cpu = Path.of("/proc/cpuinfo");
        if (Files.exists(cpu)) {
            try (Stream<String> lines = Files.lines(cpu)) {
                model = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 2))
                        .findFirst()
                        .orElse(model);
            }
        }
        return Runtime.getRuntime().availableProcessors() + " cores (" + model + "), " + System.getProperty("os.name");
    }

    private void row(Rows row, String name, List<Goal> goals) {
        line("");
        line("## " + row + ". " + row.title());
        line("");
        Map<String, Map<String, Cell>> cases = results.of(row);
        line("| | " + String.join(" | ", cases.keySet()) + " |");
        line("|---".repeat(cases.size() + 1) + "|");
        Set<String> peers = new LinkedHashSet<>();
        cases.values().forEach(byPeer -> peers.addAll(byPeer.keySet()));
        for (String peer : peers) {
            String cells = cases.values().stream()
                    .map(byPeer -> text(byPeer.get(peer)))
                    .collect(Collectors.joining(" | "));
            line("| " + peer + " | " + cells + " |");
        }
        line("");
        line("| goal | case | reached | met |");
        line("|---|---|---|---|");
        goals.stream().filter(goal -> goal.row() == row).forEach(this::goal);
        line("");
        line("![" + row.title() + "](" + plot(name, row) + ")");
    }

    private void goal(Goal goal) {
        Double reached = goal.reached(results);
        if (reached == null) {
            return;
        }
        String amount = goal.isOfBytes() ? Math.round(reached) + " B" : number(reached) + "x";
        line("| " + goal.words() + " | " + goal.name() + " | " + amount + " | "
                + (goal.isMet(results) ? "yes" : "**no**") + " |");
    }

    private static String text(@Nullable Cell cell) {
        if (cell == null) {
            return "";
        }
        String bytes = Double.isNaN(cell.bytes()) ? "" : ", " + Math.round(cell.bytes()) + " B";
        return number(cell.median()) + " ±" + cell.spread() + " %" + bytes;
    }

    /** Three digits that mean something. */
    private static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f", value);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
