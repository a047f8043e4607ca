package dev.loopbridge.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What a test saw, in order, in the notation of the golden traces: {@code key=value} or {@code key!Error: message}. */
final class Traced {
    private final List<String> lines = new ArrayList<>();

    synchronized void add(String line) {
        lines.add(line);
    }

    void attempt(String key, Callable<?> expression) {
        try {
            add(key + "=" + expression.call());
        } catch (Throwable e) {
            add(key + "!" + text(e));
        }
    }

    void attemptTo(String key, Runnable statement) {
        attempt(key, () -> {
            statement.run();
            return null;
        });
    }

    static String text(Throwable error) {
        String kind = error.getClass().getSimpleName();
        return error.getMessage() == null ? kind : kind + ": " + error.getMessage();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
