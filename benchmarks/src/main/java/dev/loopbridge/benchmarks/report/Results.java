package dev.loopbridge.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopbridge.benchmarks.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that was measured on one JDK: row, case, peer. */
final class Results {
    private final Map<Rows, Map<String, Map<String, Cell>>> rows = new EnumMap<>(Rows.class);
    private String jdk = "";
    private String cpython = "";

    /** {@return what is in the JSON files of {@code directory}: JMH's, and one of CPython's} */
    static Results read(Path directory) throws IOException {
        Results results = new Results();
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            JsonElement json = JsonParser.parseString(Files.readString(file));
            if (json.isJsonArray()) {
                Rows row = Rows.valueOf(file.getFileName().toString().split("-", 2)[0]);
                results.addJmh(row, json.getAsJsonArray());
            } else {
                results.addPython(json.getAsJsonObject());
            }
        }
        return results;
    }

    private void addJmh(Rows row, JsonArray entries) {
        for (JsonElement element : entries) {
            JsonObject entry = element.getAsJsonObject();
            jdk = entry.get("jdkVersion").getAsString() + ", "
                    + entry.get("vmName").getAsString();
            List<String> words = new ArrayList<>();
            String peer = "";
            for (var parameter : entry.getAsJsonObject("params").entrySet()) {
                if ("peer".equals(parameter.getKey())) {
                    peer = parameter.getValue().getAsString();
                } else {
                    words.add(parameter.getValue().getAsString());
                }
            }
            add(row, String.join(" / ", words), peer, new Cell(nanos(entry), bytes(entry)));
        }
    }

    /** Of each iteration; of single calls the median, where the mean is that of a few that took a thousand times as long. */
    private static List<Double> nanos(JsonObject entry) {
        JsonObject metric = entry.getAsJsonObject("primaryMetric");
        if (!metric.has("rawData")) {
            return List.of(
                    metric.getAsJsonObject("scorePercentiles").get("50.0").getAsDouble());
        }
        return numbers(metric.getAsJsonArray("rawData"));
    }

    private static List<Double> numbers(JsonArray forks) {
        List<Double> all = new ArrayList<>();
        for (JsonElement fork : forks) {
            fork.getAsJsonArray().forEach(number -> all.add(number.getAsDouble()));
        }
        return all;
    }

    private static double bytes(JsonObject entry) {
        for (var metric : entry.getAsJsonObject("secondaryMetrics").entrySet()) {
            if (metric.getKey().endsWith("gc.alloc.rate.norm")) {
                return metric.getValue().getAsJsonObject().get("score").getAsDouble();
            }
        }
        return Double.NaN;
    }

    private void addPython(JsonObject json) {
        String peer = json.get("peer").getAsString();
        cpython = ", CPython " + json.get("version").getAsString();
        for (JsonElement element : json.getAsJsonArray("measured")) {
            JsonObject one = element.getAsJsonObject();
            List<Double> nanos =
                    List.of(one.get("ns").getAsDouble(), one.get("median").getAsDouble());
            add(
                    Rows.valueOf(one.get("row").getAsString()),
                    one.get("case").getAsString(),
                    peer,
                    new Cell(nanos, Double.NaN));
        }
    }

    private void add(Rows row, String name, String peer, Cell cell) {
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(name, key -> new LinkedHashMap<>())
                .merge(peer, cell, Cell::with);
    }

    /** {@return by case, then by peer; empty if the row was not measured} */
    Map<String, Map<String, Cell>> of(Rows row) {
        return rows.getOrDefault(row, Map.of());
    }

    @Nullable
    Cell cell(Rows row, String name, String peer) {
        return of(row).getOrDefault(name, Map.of()).get(peer);
    }

    /** {@return what it ran on} */
    String versions() {
        return "JDK " + jdk + cpython;
    }
}
