package dev.loopbridge.loop.fuzz;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened in a program, entry by entry: a moment ({@code @12}), or who did what with which outcome. */
final class Traces {
    private static final String SEPARATOR = ";";
    private static final int CONTEXT = 8;

    private Traces() {}

    /** {@return the engines that this JVM offers} */
    static List<CoroutineEngine> engines() {
        List<CoroutineEngine> offered = new ArrayList<>();
        for (CoroutineEngine engine : CoroutineEngine.values()) {
            if (engine != CoroutineEngine.AUTO && isOffered(engine)) {
                offered.add(engine);
            }
        }
        return offered;
    }

    private static boolean isOffered(CoroutineEngine engine) {
        try {
            EventLoop.builder().engine(engine).build().close();
            return true;
        } catch (IllegalStateException notHere) {
            return false;
        }
    }

    /** {@return the trace of our loop; that it failed, if it did} */
    static List<String> of(Program program, CoroutineEngine engine) {
        try {
            return Machine.run(program, engine);
        } catch (Throwable broken) {
            return List.of("broken: " + broken);
        }
    }

    static String join(List<String> trace) {
        return String.join(SEPARATOR, trace);
    }

    static List<String> split(String joined) {
        return Arrays.asList(joined.split(SEPARATOR, -1));
    }

    /** {@return both around the place where they part} */
    static String firstDifference(String name, List<String> trace, String otherName, List<String> other) {
        int same = 0;
        while (same < trace.size() && same < other.size() && trace.get(same).equals(other.get(same))) {
            same++;
        }
        int from = Math.max(0, same - CONTEXT);
        return "equal up to entry " + same + ": " + trace.subList(from, same) + "\n  then " + name + ": "
                + next(trace, same) + "\n  then " + otherName + ": " + next(other, same);
    }

    private static List<String> next(List<String> trace, int from) {
        return trace.subList(from, Math.min(trace.size(), from + CONTEXT));
    }
}
