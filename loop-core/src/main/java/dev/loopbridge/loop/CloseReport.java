package dev.loopbridge.loop;

import java.time.Duration;
import java.util.List;

/**
 * What a loop still held when it closed, all of it told.
 *
 * @param info who closed it, why and when
 * @param tasksFinished tasks that ended by themselves while the loop was drained: see {@link EventLoop#drain}
 * @param tasksCancelled tasks that {@code shutdown} or {@code drain} cancelled and that ended within the grace
 * @param tasksFailed tasks that were pending at the close, and failed with a {@link LoopClosedException}
 * @param callbacksAbandoned ready callbacks that did not run; the {@link LoopRunnable}s among them were told
 * @param timersAbandoned timers that did not come due
 * @param listenersTold close listeners called
 * @param notUnwound names of tasks whose coroutine swallowed its {@link CoroutineExit} and was given up
 * @param stillRunning what keeps the loop's thread past the grace, and so keeps it from closing: the name of the task, or
 *     the thread and where it is. The subscribers were told all the same; the other counts are then of what was told so far.
 *     Empty once the loop is closed: see {@link EventLoop#shutdown(Duration, String)}
 */
public record CloseReport(
        CloseInfo info,
        int tasksFinished,
        int tasksCancelled,
        int tasksFailed,
        int callbacksAbandoned,
        int timersAbandoned,
        int listenersTold,
        List<String> notUnwound,
        List<String> stillRunning) {
    /** Copies the names. */
    public CloseReport {
        notUnwound = List.copyOf(notUnwound);
        stillRunning = List.copyOf(stillRunning);
    }
}
