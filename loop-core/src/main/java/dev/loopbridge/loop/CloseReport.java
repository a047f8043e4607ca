package dev.loopbridge.loop;

import java.util.List;

/**
 * What a loop still held when it closed, all of it told.
 *
 * @param info who closed it, why and when
 * @param tasksCancelled tasks that {@code shutdown} cancelled and that ended within its grace
 * @param tasksFailed tasks that were pending at the close, and failed with a {@link LoopClosedException}
 * @param callbacksAbandoned ready callbacks that did not run; the {@link LoopRunnable}s among them were told
 * @param timersAbandoned timers that did not come due
 * @param listenersTold close listeners called
 * @param notUnwound names of tasks whose coroutine swallowed its {@link CoroutineExit} and was given up
 */
public record CloseReport(
        CloseInfo info,
        int tasksCancelled,
        int tasksFailed,
        int callbacksAbandoned,
        int timersAbandoned,
        int listenersTold,
        List<String> notUnwound) {
    /** Copies the names. */
    public CloseReport {
        notUnwound = List.copyOf(notUnwound);
    }
}
