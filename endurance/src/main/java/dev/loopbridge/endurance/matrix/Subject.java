package dev.loopbridge.endurance.matrix;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A row of the matrix: a source, a verb, and what it runs on.
 *
 * @param name for the report
 * @param kind whether it has to be clean
 * @param group how many subscriptions may share one place
 * @param disposeCloses whether the dispose of one closes the place for all
 * @param scenarios what it can be put to
 * @param opening makes a place anew
 */
record Subject(
        String name,
        Kind kind,
        int group,
        boolean disposeCloses,
        Set<Scenario> scenarios,
        Function<PlainThreads, Setup> opening) {
    /** What a row is for. */
    enum Kind {
        /** To be clean. */
        OURS(""),
        /** To show what we do not promise. */
        LIMIT("limit: "),
        /** To show that the books bite. */
        CONTROL("control: ");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** How many coroutines wait at once on one loop: before JDK 21 each has a platform thread. */
    static final int COROUTINES = 1_000;

    /** How many subscriptions wait at once at one place where they need no thread. */
    static final int QUEUED = 5_000;

    /** How many subscriptions drive one idle loop. */
    static final int DRIVING = 50;

    /** On a loop that runs elsewhere. */
    static Subject shared(String name, int group, Function<PlainThreads, Setup> opening) {
        return new Subject(name, Kind.OURS, group, /* disposeCloses= */ false, Scenario.ofSubscriptions(), opening);
    }

    /** On a loop that the subscriptions drive. */
    static Subject driven(String name, int group, Function<PlainThreads, Setup> opening) {
        return new Subject(name, Kind.OURS, group, /* disposeCloses= */ true, Scenario.ofSubscriptions(), opening);
    }

    /** On what a peer offers. */
    static Subject control(String name, Function<PlainThreads, Setup> opening) {
        return new Subject(name, Kind.CONTROL, QUEUED, /* disposeCloses= */ false, Scenario.ofSubscriptions(), opening);
    }

    /** {@return this, not of what we promise but of where that ends: for the reader, and not for the verdict} */
    Subject asLimit() {
        return new Subject(name, Kind.LIMIT, group, disposeCloses, scenarios, opening);
    }

    /** {@return whether a subscription of this that does not end, once, is a promise broken} */
    boolean ours() {
        return kind == Kind.OURS;
    }

    /** {@return the name, and what kind of row it is if not the usual one} */
    String title() {
        return kind.prefix + name;
    }

    /** {@return this, without what means nothing here} */
    Subject without(Scenario... excluded) {
        Set<Scenario> left = EnumSet.copyOf(scenarios);
        left.removeAll(Arrays.asList(excluded));
        return with(left);
    }

    /** {@return this, put to {@code only}} */
    Subject with(Set<Scenario> only) {
        return new Subject(name, kind, group, disposeCloses, only, opening);
    }
}
