package dev.loopbridge.endurance.everywhere;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The n-th call of foreign code throws, for each call-out, in each phase of a loop's life, in each play: whatever happens,
 * everyone is told once, the loop closes, and nothing is left behind.
 *
 * <p>A sample of the cells, or all of them: {@code -Dloopbridge.everywhere=all}.
 */
class EverywhereTest {
    private static final boolean ALL = "all".equals(System.getProperty("loopbridge.everywhere"));
    private static final int SAMPLE = 1_000;
    private static final Path REPORT =
            Path.of(System.getProperty("loopbridge.everywhere.report", "target/everywhere.txt"));

    private static Cells cells;

    @BeforeAll
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    static void play() throws Exception {
        cells = new Cells(ALL ? 900 : 20, TimeUnit.SECONDS);
        List<Cell> all = cells.all(plays());
        int step = ALL ? 1 : Math.max(1, all.size() / SAMPLE);
        for (int i = 0; i < all.size(); i += step) {
            cells.play(all.get(i));
        }
        cells.end();
        report();
    }

    private static List<Play> plays() {
        List<Play> plays = new ArrayList<>();
        plays.addAll(CorePlays.all());
        plays.addAll(EnginePlays.all());
        plays.addAll(ReactorPlays.all());
        plays.addAll(RxPlays.all());
        String only = System.getProperty("loopbridge.everywhere.play", "");
        return plays.stream().filter(play -> play.name().contains(only)).toList();
    }

    private static void report() throws Exception {
        List<String> lines = new ArrayList<>(List.of(cells.summary()));
        cells.broken().forEach((cell, found) -> {
            lines.add(cell.toString());
            found.forEach(violation -> lines.add("        " + violation));
        });
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, lines);
        System.out.println(cells.summary());
    }

    @Test
    void cells_whateverThrows_breakNoPromise() {
        assertThat(cells.broken()).isEmpty();
    }

    @Test
    void callOuts_each_areCalledInSomePlay() {
        assertThat(CallOut.values())
                .allSatisfy(callOut -> assertThat(cells.calls())
                        .hasEntrySatisfying(callOut, count -> assertThat(count).isPositive()));
    }
}
