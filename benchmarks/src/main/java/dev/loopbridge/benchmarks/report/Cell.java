package dev.loopbridge.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one peer did in one case of a row.
 *
 * @param nanos for an item, of each iteration of each round; sorted
 * @param bytes allocated for an item; NaN where nobody counted
 */
record Cell(List<Double> nanos, double bytes) {
    Cell {
        nanos = nanos.stream().sorted().toList();
    }

    /** As one who was measured in more rounds. */
    Cell with(Cell more) {
        return new Cell(Stream.concat(nanos.stream(), more.nanos.stream()).toList(), Math.min(bytes, more.bytes));
    }

    double median() {
        int middle = nanos.size() / 2;
        return nanos.size() % 2 == 1 ? nanos.get(middle) : (nanos.get(middle - 1) + nanos.get(middle)) / 2;
    }

    /** {@return half of the distance from the fastest to the slowest, in per cent of the median} */
    long spread() {
        return Math.round(50 * (nanos.get(nanos.size() - 1) - nanos.get(0)) / median());
    }
}
