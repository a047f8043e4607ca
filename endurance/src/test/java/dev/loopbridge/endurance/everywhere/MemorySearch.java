package dev.loopbridge.endurance.everywhere;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls each entry when the heap has room for so many bytes more and no others: a program, for a JVM of its own with a small
 * heap, without buffers for single threads.
 */
final class MemorySearch {
    private static final int MOST_BYTES = 1_600;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long HOST_NANOS = 300_000;

    /** What fills the heap: big pieces, and at last the smallest that there are. */
    private final Object[] ballast = new Object[400_000];

    private int loaded;
    private int cells;
    private int failed;
    private final List<String> broken = new ArrayList<>();

    private MemorySearch() {}

    /** @param arguments by how many bytes to go on at each step; then, perhaps, part of the name of an entry */
    public static void main(String[] arguments) throws Exception {
        String[] words = arguments[0].split(" ", 2);
        String only = words.length > 1 ? words[1] : "";
        MemorySearch search = new MemorySearch();
        for (Entry entry : Entries.all()) {
            if (entry.name().contains(only)) {
                search.search(entry, Integer.parseInt(words[0]));
            }
        }
        search.broken.forEach(System.out::println);
        System.out.println(
                "rooms: " + search.cells + ", without memory: " + search.failed + ", broken: " + search.broken.size());
        System.exit(0);
    }

    private void search(Entry entry, int step) throws InterruptedException {
        for (int i = 0; i < 5; i++) { // what is loaded late would fail for ever, and for another reason
            play(entry, Integer.MAX_VALUE);
        }
        int found = 0;
        for (int bytes = 0; bytes <= MOST_BYTES && found < 5; bytes += step) {
            cells++;
            List<Violation> violations = play(entry, bytes);
            if (!violations.isEmpty()) {
                found++;
                broken.add(entry + " with " + bytes + " bytes left: " + violations);
            }
        }
    }

    private List<Violation> play(Entry entry, int bytes) throws InterruptedException {
        List<Violation> found = new ArrayList<>();
        Thread caller = new Thread(() -> found.addAll(Scene.enter(entry, true, action -> full(action, bytes))));
        caller.start();
        caller.join(PATIENCE_MILLIS);
        if (caller.isAlive()) {
            release();
            return List.of(new Violation(
                    Violation.Kind.HUNG, List.of(caller.getStackTrace()).toString()));
        }
        return found;
    }

    private void full(Scene.Action action, int bytes) {
        try {
            if (bytes < Integer.MAX_VALUE) {
                fill(bytes);
            }
            action.run();
        } catch (OutOfMemoryError full) {
            failed++;
        } catch (Throwable refused) {
            // the caller is told
        }
        LockSupport.parkNanos(HOST_NANOS); // the loop, too, has no room meanwhile
        release();
    }

    private void fill(int bytes) {
        for (int size = 1 << 20; size >= 16; size >>= 4) {
            fillBy(size - 16);
        }
        for (int freed = 0; freed < bytes && loaded > 0; freed += 16) {
            ballast[--loaded] = null;
        }
    }

    private void fillBy(int size) {
        try {
            while (loaded < ballast.length) {
                ballast[loaded] = size <= 0 ? new Object() : new byte[size];
                loaded++;
            }
        } catch (OutOfMemoryError full) {
            // then by less
        }
    }

    private void release() {
        Arrays.fill(ballast, null);
        loaded = 0;
    }
}
