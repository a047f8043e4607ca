package dev.loopbridge.loop.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the loops log while this is open; nothing of it goes anywhere else. */
public final class CapturedLog implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("dev.loopbridge.loop");

    private final List<Entry> entries = new ArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public CapturedLog() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    /** One record, its level by Python's names. */
    public record Entry(String level, List<String> lines, Throwable error) {
        public String firstLine() {
            return lines.get(0);
        }
    }

    private synchronized void add(LogRecord record) {
        String level =
                record.getLevel() == Level.SEVERE ? "ERROR" : record.getLevel().getName();
        entries.add(new Entry(level, record.getMessage().lines().toList(), record.getThrown()));
    }

    public synchronized List<Entry> records() {
        return List.copyOf(entries);
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }
}
