package dev.loopbridge.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.benchmarks.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final List<Goal> GOALS = List.of(
            Goal.parse("C;;loopbridge;limit: park;1.1;1.1 times the limit"),
            Goal.parse("C;;loopbridge;Netty NIO|Netty default;0.5;twice as fast as Netty"),
            Goal.parse("C;;loopbridge;bytes;16;16 B"),
            Goal.parse("C;;loopbridge;nobody;1;as fast as nobody"));

    @TempDir
    Path results;

    private void measured(String file, String... entries) throws IOException {
        Files.writeString(results.resolve(file), "[" + String.join(",", entries) + "]");
    }

    private static String entry(String peer, String nanos, double bytes) {
        return """
                {"jdkVersion": "17.0.1", "vmName": "VM", "params": {"peer": "%s"},
                 "primaryMetric": {"rawData": [%s]},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %s}}}""".formatted(peer, nanos, bytes);
    }

    @Test
    void page_oneRow_hasTableGoalsAndPlot() throws IOException {
        measured(
                "C-1.json",
                entry("loopbridge", "[2, 3, 4]", 15.9),
                entry("Netty NIO", "[8, 8, 8]", 40),
                entry("Netty default", "[5, 5, 5]", 0),
                entry("limit: park", "[2, 2, 2]", 0));

        String page = Report.page(Results.read(results), "jdk-17", GOALS, "2 cores");

        assertThat(page).isEqualTo("""
                # Measured: jdk-17

                2 cores, JDK 17.0.1, VM.
                Nanoseconds an item, the median of all iterations, ± half of the whole spread; bytes allocated an item.
                Goals met: 1 of 3.

                ## C. Woken, and heard back from

                | |  |
                |---|---|
                | loopbridge | 3.00 ±33 %, 16 B |
                | Netty NIO | 8.00 ±0 %, 40 B |
                | Netty default | 5.00 ±0 %, 0 B |
                | limit: park | 2.00 ±0 %, 0 B |

                | goal | case | reached | met |
                |---|---|---|---|
                | 1.1 times the limit |  | 1.50x | **no** |
                | twice as fast as Netty |  | 0.60x | **no** |
                | 16 B |  | 16 B | yes |

                ![Woken, and heard back from](jdk-17-C.png)
                """);
    }

    @Test
    void read_severalRounds_areOne() throws IOException {
        measured("C-1.json", entry("loopbridge", "[2, 4]", 8));
        measured("C-2.json", entry("loopbridge", "[3]", 9));

        Cell cell = Results.read(results).cell(Rows.C, "", "loopbridge");

        assertThat(cell).isEqualTo(new Cell(List.of(2.0, 3.0, 4.0), 8));
    }

    @Test
    void read_singleCalls_isTheirMedian() throws IOException {
        measured(
                "C2-1.json",
                entry("loopbridge", "[1]", 8)
                        .replace(
                                "\"rawData\": [[1]]",
                                "\"scorePercentiles\": {\"0.0\": 1, \"50.0\": 7, \"100.0\": 9000}"));

        assertThat(Results.read(results).cell(Rows.C2, "", "loopbridge").median())
                .isEqualTo(7);
    }

    @Test
    void read_cpython_isAPeer() throws IOException {
        Files.writeString(results.resolve("cpython.json"), """
                {"peer": "CPython asyncio", "version": "3.1", "measured": [{"row": "B", "case": "1", "ns": 5, "median": 7}]}""");

        Results read = Results.read(results);

        assertThat(read.cell(Rows.B, "1", "CPython asyncio").median()).isEqualTo(6);
        assertThat(read.versions()).isEqualTo("JDK , CPython 3.1");
    }

    @Test
    void goals_all_nameRowsAndNumbers() throws IOException {
        assertThat(Goal.all())
                .hasSizeGreaterThan(40)
                .allSatisfy(goal -> assertThat(goal.most()).isPositive());
    }

    @Test
    void main_results_writesPageAndPlots() throws IOException {
        measured("C-1.json", entry("loopbridge", "[2, 3, 4]", 16), entry("limit: park", "[2, 2, 2]", 0));
        Path docs = results.resolve("docs");

        Report.main(new String[] {results.toString(), docs.toString(), "jdk-17", "benchmarks/run long"});

        assertThat(docs.resolve("jdk-17.md")).content().contains("Made by `benchmarks/run long` on ", "## C. Woken");
        assertThat(docs.resolve("jdk-17-C.png")).isNotEmptyFile();
    }

    @Test
    void growth_points_haveTableForOneAndForEachSize() throws IOException {
        Files.writeString(results.resolve("growth.json"), """
                [{"subject": "live loops", "size": 10, "nanos": 7, "bytes": 900},
                 {"subject": "live loops", "size": 1000, "nanos": 8.5, "bytes": 800.4}]""");

        GrowthReport.main(new String[] {results.toString(), results.toString(), "growth-17"});

        assertThat(results.resolve("growth-17.md")).content().isEqualTo("""
                # Growth: growth-17

                Nanoseconds to make one and be rid of it, the best of many rounds; bytes of heap for one while all are there.

                | one of | bytes | ns of the most, to ns of the fewest |
                |---|---|---|
                | 1,000 live loops | 800 | 1.21 |

                ## live loops

                | how many | ns | bytes |
                |---|---|---|
                | 10 | 7.0 | 900 |
                | 1,000 | 8.5 | 800 |

                ![live loops](growth-17-live-loops.png)
                """);
        assertThat(results.resolve("growth-17-live-loops.png")).isNotEmptyFile();
    }
}
