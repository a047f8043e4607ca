package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.report.Serializing;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The loop is closed: it takes nothing more, and what it still held was failed with this.
 *
 * <p>A {@link RejectedExecutionException}, because that is the one type that every ecosystem of the JVM handles. Each failure
 * gets an instance of its own, with its own stack. Trying again on the same loop cannot help.
 */
public final class LoopClosedException extends RejectedExecutionException {
    private final CloseInfo info;

    /** @param info who closed the loop, why and when */
    public LoopClosedException(CloseInfo info) {
        super("Event loop is closed: loop \"" + info.loop() + "\" was closed by " + SafeText.line(info.reason())
                + " on thread \"" + SafeText.line(info.closedBy()) + "\" at " + info.when()
                + "; make a new one with EventLoops.newEventLoop() or EventLoops.run(), or ask isClosed() first");
        this.info = info;
        if (info.where() != null) {
            addSuppressed(info.where());
        }
    }

    /** {@return who closed the loop, why and when} */
    public CloseInfo info() {
        return info;
    }

    /** As this is, but for what hangs on it and cannot be written. */
    private Object writeReplace() {
        return Serializing.copyOf(this, new LoopClosedException(info), info.where());
    }

    /**
     * Looks for a closed loop behind an error, as operators and executors wrap it.
     *
     * @param error where to look: itself, its causes and suppressed, at any depth
     * @return the first one found, nearest first
     */
    public static Optional<LoopClosedException> find(@Nullable Throwable error) {
        Deque<Throwable> open = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable next = error; next != null; next = open.poll()) {
            if (next instanceof LoopClosedException closed) {
                return Optional.of(closed);
            }
            if (seen.add(next)) {
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
                Collections.addAll(open, next.getSuppressed());
            }
        }
        return Optional.empty();
    }
}
