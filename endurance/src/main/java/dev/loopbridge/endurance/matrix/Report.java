package dev.loopbridge.endurance.matrix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The cells as Markdown: a table to see at a glance, and one with every count. */
final class Report {
    private final int count;
    private final List<Cell> cells;
    private final List<String> lines = new ArrayList<>();

    private Report(int count, List<Cell> cells) {
        this.count = count;
        this.cells = cells;
    }

    /** {@return the report on {@code cells} of {@code count} subscriptions each} */
    static String markdown(int count, List<Cell> cells) {
        Report report = new Report(count, cells);
        report.introduce();
        report.overview();
        report.details();
        return String.join("\n", report.lines) + "\n";
    }

    private void introduce() {
        lines.add("# The closing matrix");
        lines.add("");
        lines.add("What becomes of subscriptions when what they run on is closed by another thread, %,d in each cell."
                .formatted(count));
        lines.add("`mvn -q compile exec:java -Dexec.mainClass=%s` on".formatted(ClosingMatrix.class.getName()));
        lines.add("JDK %s, %d processors, %s, %s. Controls are the peers' own schedulers and executors."
                .formatted(
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        jar(Flux.class),
                        jar(io.reactivex.rxjava3.core.Flowable.class)));
        lines.add("What is a *limit* we do not promise: it shows how far a bare scheduler can see.");
        lines.add("");
        for (Scenario scenario : Scenario.values()) {
            lines.add("- **" + scenario + "** " + scenario.title);
        }
    }

    /** {@return the file that a type is from, which has the version in its name} */
    private static String jar(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        return source == null
                ? type.getModule().toString()
                : String.valueOf(Path.of(source.getLocation().getPath()).getFileName());
    }

    private void overview() {
        lines.add("");
        lines.add(
                "0: each had one terminal signal, or was cancelled by its own subscriber. Otherwise how many had none (hung;"
                        + " hook: only a hook heard of it), more than one, an error thrown at the caller, or an element after the end. A dash: it means nothing there.");
        lines.add("");
        addRow("row", Arrays.stream(Scenario.values()).map(Enum::name).toList());
        addRule(Scenario.values().length);
        Map<String, Map<Scenario, Cell>> rows = new LinkedHashMap<>();
        for (Cell cell : cells) {
            rows.computeIfAbsent(cell.subject().title(), name -> new LinkedHashMap<>())
                    .put(cell.scenario(), cell);
        }
        rows.forEach((title, row) -> addRow(
                title,
                Arrays.stream(Scenario.values())
                        .map(scenario -> inShort(row.get(scenario)))
                        .toList()));
    }

    private static String inShort(@Nullable Cell cell) {
        return cell == null ? "-" : cell.inShort();
    }

    private void details() {
        lines.add("");
        lines.add("## Every subscription");
        lines.add("");
        lines.add(
                "Each is counted once, but for those with an element after their end, which are counted there as well.");
        lines.add("");
        addRow("row", Arrays.asList("", "terminal", "cancelled", "hung", "twice", "thrown", "hook", "after", "sum"));
        addRule(9);
        for (Cell cell : cells) {
            List<String> columns = new ArrayList<>();
            columns.add(cell.scenario().name());
            cell.counts().forEach(number -> columns.add("%,d".formatted(number)));
            columns.add("%,d".formatted(cell.tally().total()));
            addRow(cell.subject().title(), columns);
        }
    }

    private void addRow(String first, List<String> columns) {
        StringJoiner row = new StringJoiner(" | ", "| ", " |").add(first);
        columns.forEach(row::add);
        lines.add(row.toString());
    }

    private void addRule(int columns) {
        lines.add("|---|" + "--:|".repeat(columns));
    }
}
