package dev.loopbridge.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What loops log while this is open, on whichever thread; the console is spared it. */
public final class CapturedLog extends Handler {
    private final Logger logger = Logger.getLogger("dev.loopbridge.loop");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    public CapturedLog() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    public List<LogRecord> records() {
        return records;
    }

    public List<String> messages(Level level) {
        return records.stream()
                .filter(each -> each.getLevel() == level)
                .map(LogRecord::getMessage)
                .toList();
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
