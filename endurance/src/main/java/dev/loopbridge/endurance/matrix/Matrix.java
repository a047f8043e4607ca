package dev.loopbridge.endurance.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts each row to its scenarios, one cell after the other. */
final class Matrix {
    private Matrix() {}

    /**
     * Fills all cells of {@code rows}, {@code count} subscriptions in each.
     *
     * @param done is told of each, as it is filled
     */
    static List<Cell> fill(List<Subject> rows, int count, Consumer<Cell> done) {
        List<Cell> cells = new ArrayList<>();
        Hooks hooks = Hooks.install();
        try (PlainThreads crew = new PlainThreads()) {
            for (Subject row : rows) {
                for (Scenario scenario : row.scenarios()) {
                    Cell cell = new Cell(row, scenario, scenario.run(row, count, crew));
                    check(cell, count);
                    cells.add(cell);
                    done.accept(cell);
                }
            }
        } finally {
            hooks.remove();
        }
        return cells;
    }

    private static void check(Cell cell, int count) {
        if (cell.tally().total() != count) {
            throw new IllegalStateException(cell.line() + ": " + count + " subscriptions in the books, "
                    + cell.tally().total() + " found");
        }
    }
}
