package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.core.MutableContext;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.report.SafeText;
import org.jspecify.annotations.Nullable;

/** Reports about tasks, made where the task keeps its locals: a handler logs with them. */
public final class TaskReports {
    private TaskReports() {}

    /** As {@link ErrorReports#report(String, Throwable, String, Object)} about {@code task}. */
    public static void report(LoopTask<?> task, String message, Throwable error) {
        report(task.loop, task.presentContext(), message, error, "task", task);
    }

    /** @param context null for none */
    public static void report(
            TaskLoop loop,
            @Nullable MutableContext context,
            String message,
            Throwable error,
            String key,
            Object party) {
        boolean[] told = {false};
        Runnable report = () -> {
            told[0] = true;
            loop.errors().report(message, error, key, party);
        };
        try {
            (context == null ? new MutableContext(Bindings.EMPTY) : context).run(report);
        } catch (Throwable inItsScope) {
            if (!told[0]) {
                report.run();
            }
            loop.errors().report("Exception in the scope of " + SafeText.of(party), inItsScope, key, party);
        }
    }
}
