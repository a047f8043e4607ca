package dev.loopbridge.endurance.matrix;

import java.util.List;
import java.util.SplittableRandom;

/** Rows put to scenarios at random, a few subscriptions at a time. For one thread. */
final class RandomSubscriptions {
    private static final int MOST = 60;

    private final SplittableRandom random;
    private final List<Subject> rows;
    private final PlainThreads crew;
    private final Tally tally = new Tally();

    RandomSubscriptions(SplittableRandom random, List<Subject> rows, PlainThreads crew) {
        this.random = random;
        this.rows = rows;
        this.crew = crew;
    }

    /** RandomSubscriptions one life after the other, for {@code nanos}. */
    void live(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (deadline - System.nanoTime() > 0) {
            Subject row = rows.get(random.nextInt(rows.size()));
            List<Scenario> scenarios = List.copyOf(row.scenarios());
            Scenario scenario = scenarios.get(random.nextInt(scenarios.size()));
            Tally life = scenario.run(row, 1 + random.nextInt(MOST), crew);
            if (!life.isClean()) {
                System.out.println("broken: " + new Cell(row, scenario, life).line());
            }
            tally.add(life);
        }
    }

    Tally tally() {
        return tally;
    }
}
