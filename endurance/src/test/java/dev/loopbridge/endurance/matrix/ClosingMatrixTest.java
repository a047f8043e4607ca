package dev.loopbridge.endurance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form: ours are clean in every cell, and the controls hang where they are known to, so that the books bite. */
class ClosingMatrixTest {
    private static final int COUNT = 100;

    private static List<Cell> cells;

    @BeforeAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void fill() {
        cells = Matrix.fill(Rows.all(), COUNT, cell -> {});
    }

    private static Tally control(String name, Scenario scenario) {
        return cells.stream()
                .filter(cell -> cell.subject().name().equals(name) && cell.scenario() == scenario)
                .findAny()
                .orElseThrow()
                .tally();
    }

    @Test
    void ours_inEveryCell_endOnce() {
        assertThat(cells).filteredOn(cell -> cell.subject().ours()).isNotEmpty().noneMatch(Cell::isBroken);
    }

    @Test
    void ours_unlessDisposed_haveATerminalSignal() {
        assertThat(cells)
                .filteredOn(cell -> cell.subject().ours() && cell.scenario() != Scenario.S5)
                .allMatch(cell -> cell.tally().of(End.TERMINAL) == COUNT);
    }

    @Test
    void ours_disposedInTheRace_endBothWays() {
        Tally races = new Tally();
        cells.stream()
                .filter(cell -> cell.subject().ours() && cell.scenario() == Scenario.S5)
                .forEach(cell -> races.add(cell.tally()));

        assertThat(races.of(End.TERMINAL)).isGreaterThan(races.total() / 10);
        assertThat(races.of(End.CANCELLED)).isGreaterThan(races.total() / 10);
    }

    @Test
    void reactorsOwn_closedInFlight_hang() {
        for (String name : List.of("Reactor single, dispose", "Reactor fromExecutorService, shutdownNow")) {
            assertThat(control(name, Scenario.S1).of(End.TERMINAL)).as(name).isEqualTo(COUNT);
            assertThat(control(name, Scenario.S2).of(End.HUNG)).as(name).isGreaterThan(COUNT * 8 / 10);
            assertThat(control(name, Scenario.S3).of(End.HUNG)).as(name).isEqualTo(COUNT - 1);
            assertThat(control(name, Scenario.S6).of(End.HUNG)).as(name).isEqualTo(COUNT * 3 / 4);
        }
    }

    @Test
    void rxJavasOwn_closed_hangOrTellAHook() {
        for (String name : List.of("RxJava single, shutdown", "RxJava from(executor), shutdownNow")) {
            assertThat(control(name, Scenario.S1).silent()).as(name).isEqualTo(COUNT);
            assertThat(control(name, Scenario.S2).of(End.HUNG)).as(name).isEqualTo(COUNT);
            assertThat(control(name, Scenario.S3).of(End.HUNG)).as(name).isEqualTo(COUNT - 1);
            assertThat(control(name, Scenario.S6).silent()).as(name).isEqualTo(COUNT * 3 / 4);
        }
    }

    @Test
    void peersFutures_closed_keepTheirWaiters() {
        assertThat(cells)
                .filteredOn(cell -> cell.subject().kind() == Subject.Kind.CONTROL && cell.scenario() == Scenario.S7)
                .hasSize(4)
                .allMatch(cell -> cell.tally().of(End.HUNG) == COUNT);
    }
}
