package dev.loopbridge.reactor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What loops without an exception handler log during a test: the first line of each record, and its error. */
final class LoopLog extends Handler implements BeforeEachCallback, AfterEachCallback {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.loopbridge.loop");

    @Override
    public void beforeEach(ExtensionContext context) {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }

    @Override
    public void publish(LogRecord logged) {
        lines.add(logged.getMessage().lines().findFirst().orElseThrow() + " by " + logged.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
