package dev.loopbridge.loop.fuzz;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a program may be about. It is about a few only, so that what belongs together meets. */
enum Theme {
    CANCELLATION,
    FUTURES,
    CALLBACKS,
    CONTEXT,
    LOCKS,
    QUEUES,
    EVENTS,
    WAITING,
    DEADLINES,

    // What follows CPython 3.13, and behaves otherwise in earlier ones.
    SEMAPHORES,
    CONDITIONS,
    BARRIERS,
    SHUTDOWN,
    GATHERING,
    WAIT_FOR,
    GROUPS;

    static final Set<Theme> ALL = EnumSet.allOf(Theme.class);

    /** The themes in which older versions of CPython behave as we do. */
    static final Set<Theme> OLD = EnumSet.range(CANCELLATION, DEADLINES);

    /** {@return the themes in which this version behaves as we do} */
    static Set<Theme> of(String pythonVersion) {
        List<Integer> parts =
                Arrays.stream(pythonVersion.split("\\.")).map(Integer::valueOf).toList();
        return parts.get(0) > 3 || parts.get(1) >= 13 ? ALL : OLD;
    }
}
