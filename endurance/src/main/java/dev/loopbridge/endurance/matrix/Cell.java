package dev.loopbridge.endurance.matrix;

import java.util.List;
import java.util.StringJoiner;

/**
 * What came of one row in one scenario.
 *
 * @param subject the row
 * @param scenario the scenario
 * @param tally of all its subscriptions
 */
record Cell(Subject subject, Scenario scenario, Tally tally) {
    /** The counts of a line on the console. */
    private static final String COUNTS = "%,9d %,9d %,7d %,7d %,7d %,7d %,7d";

    /** {@return what stands over {@link #line()}} */
    static String heading() {
        return "%-50s %9s %9s %7s %7s %7s %7s %7s"
                .formatted("", "terminal", "cancelled", "hung", "twice", "thrown", "hook", "after");
    }

    /** {@return whether a promise is broken} */
    boolean isBroken() {
        return subject.ours() && !tally.isClean();
    }

    /** {@return how many ended in each way; last, how many had an element after their end} */
    List<Integer> counts() {
        return List.of(
                tally.of(End.TERMINAL),
                tally.of(End.CANCELLED),
                tally.of(End.HUNG),
                tally.of(End.TWICE),
                tally.of(End.THROWN),
                tally.of(End.HOOK),
                tally.afterTerminal());
    }

    /** {@return the counts as a line} */
    String line() {
        return "%-3s%-47s ".formatted(scenario, subject.name())
                + COUNTS.formatted(counts().toArray())
                + (isBroken() ? "  <- broken, first thrown: " + tally.firstThrown() : "");
    }

    /** {@return what is not as it should be, in a word or two; 0 if all is} */
    String inShort() {
        StringJoiner words = new StringJoiner(", ").setEmptyValue("0");
        add(words, tally.of(End.HUNG), "hung");
        add(words, tally.of(End.HOOK), "hook");
        add(words, tally.of(End.TWICE), "twice");
        add(words, tally.of(End.THROWN), "thrown");
        add(words, tally.afterTerminal(), "after");
        return words.toString();
    }

    private static void add(StringJoiner words, int count, String word) {
        if (count > 0) {
            words.add("%,d %s".formatted(count, word));
        }
    }
}
