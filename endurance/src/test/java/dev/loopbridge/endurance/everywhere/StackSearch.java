package dev.loopbridge.endurance.everywhere;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls each entry at every depth near the end of a small stack: a program, for a JVM of its own. */
final class StackSearch {
    private static final long STACK_BYTES = 256 * 1024;

    /** More than what the deepest entry needs; on a loop that stands still, it runs there. */
    private static final int BYTES_SEARCHED = 10_000;

    private static final int BYTES_SEARCHED_IDLE = 30_000;

    private static final long PATIENCE_MILLIS = 5_000;

    private final int step;
    private int cells;
    private int overflowed;
    private final List<String> broken = new ArrayList<>();

    private StackSearch(int step) {
        this.step = step;
    }

    /** @param arguments how many frames to go on at each step; then, perhaps, part of the name of an entry */
    public static void main(String[] arguments) throws Exception {
        String[] words = arguments[0].split(" ", 2);
        StackSearch search = new StackSearch(Integer.parseInt(words[0]));
        String only = words.length > 1 ? words[1] : "";
        for (Entry entry : Entries.all()) {
            if (entry.name().contains(only)) {
                search.search(entry, /* hosted= */ true);
            }
        }
        for (Entry entry : Entries.ofAnIdleLoop()) {
            if (entry.name().contains(only)) {
                search.search(entry, /* hosted= */ false);
            }
        }
        search.broken.forEach(System.out::println);
        System.out.println(
                "depths: " + search.cells + ", overflowed: " + search.overflowed + ", broken: " + search.broken.size());
        System.exit(0);
    }

    private void search(Entry entry, boolean hosted) throws InterruptedException {
        for (int i = 0; i < 20; i++) { // what is loaded late would fail for ever, and for another reason
            play(entry, hosted, 0);
        }
        int limit = limit();
        long frame = Math.max(1, STACK_BYTES / limit);
        int depths = (int) ((hosted ? BYTES_SEARCHED : BYTES_SEARCHED_IDLE) / frame);
        for (int depth = Math.max(0, limit - depths); depth <= limit; depth += step) {
            cells++;
            List<Violation> found = play(entry, hosted, depth);
            if (!found.isEmpty()) {
                broken.add(entry + " at " + (limit - depth) + " frames from the end: " + found);
                if (broken.stream()
                                .filter(line -> line.startsWith(entry.name()))
                                .count()
                        >= 5) {
                    return;
                }
            }
        }
    }

    /** {@return how deep a thread can dive that does nothing there} */
    private static int limit() throws InterruptedException {
        int[] reached = {0};
        for (int i = 0; i < 3; i++) { // the first frames are another size
            reached[0] = 0;
            Thread diver = new Thread(null, () -> probe(reached), "diver", STACK_BYTES);
            diver.start();
            diver.join();
        }
        return reached[0];
    }

    private static void probe(int[] reached) {
        try {
            dive(Integer.MAX_VALUE, reached, () -> {});
        } catch (Throwable overflow) {
            // that is the limit
        }
    }

    private static void dive(int depth, int[] reached, Scene.Action action) throws Throwable {
        reached[0]++;
        if (depth == 0) {
            action.run();
        } else {
            dive(depth - 1, reached, action);
        }
    }

    private List<Violation> play(Entry entry, boolean hosted, int depth) throws InterruptedException {
        List<Violation> found = new ArrayList<>();
        Thread caller = new Thread(() -> found.addAll(Scene.enter(entry, hosted, action -> below(action, depth))));
        caller.start();
        caller.join(PATIENCE_MILLIS);
        if (caller.isAlive()) {
            return List.of(new Violation(
                    Violation.Kind.HUNG, List.of(caller.getStackTrace()).toString()));
        }
        return found;
    }

    private void below(Scene.Action action, int depth) {
        List<Violation> spoilt = new ArrayList<>();
        Thread diver = new Thread(
                null,
                () -> {
                    try {
                        dive(depth, new int[1], action);
                    } catch (StackOverflowError overflow) {
                        overflowed++;
                    } catch (Throwable refused) {
                        // the caller is told
                    }
                    Scene.checkThread(spoilt);
                },
                "diver",
                STACK_BYTES);
        diver.start();
        try {
            diver.join(TimeUnit.SECONDS.toMillis(3));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (diver.isAlive()) {
            throw new AssertionError("the caller hangs at " + List.of(diver.getStackTrace()));
        }
        if (!spoilt.isEmpty()) {
            throw new AssertionError("the caller's thread is spoilt: " + spoilt);
        }
    }
}
