package dev.loopbridge.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How time and memory grow with the number of things that a loop has, or that there are loops. */
public final class Growth {
    /**
     * One point of a curve.
     *
     * @param subject of what there were many
     * @param size how many
     * @param nanos to make one, and to be rid of it
     * @param bytes of heap for one, while all are there
     */
    public record Point(String subject, int size, double nanos, double bytes) {}

    /** In each of which the heap is weighed, which takes its time. */
    private static final int ROUNDS = 5;

    /** So many are made in all, be it in many more rounds: few things would be timed before the JIT has seen them. */
    private static final int ITEMS = 200_000;

    private Growth() {}

    /** Arguments: the directory for the results. */
    public static void main(String[] args) throws IOException {
        Path results = Files.createDirectories(
                Path.of(args[0], "growth-" + Runtime.version().feature()));
        List<Point> points = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            for (int size = subject.fewest; size <= subject.most(); size *= 10) {
                points.add(measure(subject, size));
                System.out.println(points.get(points.size() - 1));
            }
        }
        Files.writeString(
                results.resolve("growth.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(points));
    }

    private static Point measure(Subject subject, int size) {
        double nanos = Double.MAX_VALUE;
        List<Double> bytes = new ArrayList<>();
        for (int round = 0; round < Math.max(ROUNDS, ITEMS / size); round++) {
            boolean weighed = round < ROUNDS;
            long usedBefore = weighed ? usedBytes() : 0;
            long before = System.nanoTime();
            AutoCloseable many = subject.make(size);
            long made = System.nanoTime() - before;
            if (weighed) {
                bytes.add((double) (usedBytes() - usedBefore) / size);
            }
            before = System.nanoTime();
            close(many);
            nanos = Math.min(nanos, (double) (made + System.nanoTime() - before) / size);
        }
        Collections.sort(bytes); // the threads of what was measured before may end meanwhile
        return new Point(subject.words, size, nanos, bytes.get(ROUNDS / 2));
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void close(AutoCloseable many) {
        try {
            many.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
