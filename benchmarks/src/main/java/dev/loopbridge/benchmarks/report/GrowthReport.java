package dev.loopbridge.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import dev.loopbridge.benchmarks.Growth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what grew, as a table and a plot for each subject. */
public final class GrowthReport {
    private GrowthReport() {}

    /** Arguments: the directory with {@code growth.json}, the one for the page, and the name that its files begin with. */
    public static void main(String[] args) throws IOException {
        List<Growth.Point> points = new Gson()
                .fromJson(Files.readString(Path.of(args[0], "growth.json")), new TypeToken<List<Growth.Point>>() {});
        Path directory = Files.createDirectories(Path.of(args[1]));
        String name = args[2];
        Map<String, List<Growth.Point>> subjects = new LinkedHashMap<>();
        points.forEach(point -> subjects.merge(point.subject(), List.of(point), GrowthReport::concat));
        StringBuilder page = new StringBuilder("# Growth: " + name + "\n\nNanoseconds to make one and be rid of it, the"
                + " best of many rounds; bytes of heap for one while all are there.\n");
        page.append(summary(subjects));
        for (var subject : subjects.entrySet()) {
            String plot = name + "-" + subject.getKey().replace(' ', '-') + ".png";
            page.append(section(subject.getKey(), subject.getValue(), plot));
            Plots.curve(
                    subject.getKey(),
                    "how many",
                    "ns for one",
                    subject.getValue().stream().mapToDouble(Growth.Point::size).toArray(),
                    subject.getValue().stream().mapToDouble(Growth.Point::nanos).toArray(),
                    directory.resolve(plot));
        }
        Files.writeString(directory.resolve(name + ".md"), page.toString());
    }

    private static List<Growth.Point> concat(List<Growth.Point> some, List<Growth.Point> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    private static String summary(Map<String, List<Growth.Point>> subjects) {
        StringBuilder summary =
                new StringBuilder("\n| one of | bytes | ns of the most, to ns of the fewest |\n|---|---|---|\n");
        subjects.forEach((subject, points) -> {
            Growth.Point fewest = points.get(0);
            Growth.Point most = points.get(points.size() - 1);
            summary.append(String.format(
                    Locale.ROOT,
                    "| %,d %s | %.0f | %.2f |\n",
                    most.size(),
                    subject,
                    most.bytes(),
                    most.nanos() / fewest.nanos()));
        });
        return summary.toString();
    }

    private static String section(String subject, List<Growth.Point> points, String plot) {
        StringBuilder section = new StringBuilder("\n## " + subject + "\n\n| how many | ns | bytes |\n|---|---|---|\n");
        for (Growth.Point point : points) {
            section.append(
                    String.format(Locale.ROOT, "| %,d | %.1f | %.0f |\n", point.size(), point.nanos(), point.bytes()));
        }
        return section.append("\n![" + subject + "](" + plot + ")\n").toString();
    }
}
