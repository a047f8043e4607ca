package dev.loopbridge.loop;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who closed a loop, why and when.
 *
 * @param loop the name of the loop
 * @param closedBy the name of the thread that asked for the close
 * @param reason the call that asked for it, as in {@code close()} or {@code dispose()}
 * @param when the wall clock's time of the close
 * @param where the closer's stack; null unless the loop is in debug mode
 */
public record CloseInfo(
        String loop,
        String closedBy,
        String reason,
        Instant when,
        @Nullable Throwable where) implements Serializable {}
