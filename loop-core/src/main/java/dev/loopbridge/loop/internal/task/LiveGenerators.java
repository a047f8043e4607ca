package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The generators, and other iterators, that were begun on a loop and have not ended. */
@HolderOnly
public final class LiveGenerators {
    /** A generator whose body runs as part of the task that pulls it. */
    public interface Pulled {
        /** {@return whether it runs now, or its task waits inside of it} */
        boolean isRunning();
    }

    private final TaskLoop loop;

    /** Made on first use: most loops have none. */
    private Set<AsyncIterator<?>> live = Set.of();

    LiveGenerators(TaskLoop loop) {
        this.loop = loop;
    }

    public void add(AsyncIterator<?> generator) {
        assert loop.isHeldHere() : generator;
        if (live.isEmpty()) {
            live = new LinkedHashSet<>();
        }
        live.add(generator);
    }

    public boolean isEmpty() {
        return live.isEmpty();
    }

    public void remove(AsyncIterator<?> generator) {
        assert loop.isHeldHere() : generator;
        live.remove(generator);
    }

    /** Finishes them all, each in a task of its own; the result is done when all are. */
    @SuppressWarnings("NullAway") // the null is of the type Void
    public LoopFuture<@Nullable Void> finishAll() {
        SettableFuture<@Nullable Void> allDone = new SettableFuture<>(loop);
        List<LoopTask<?>> finishing = beginFinishing();
        int[] left = {finishing.size()};
        for (LoopTask<?> task : finishing) {
            task.addCallback((Step) () -> {
                if (--left[0] == 0 && !allDone.isDone()) {
                    allDone.finish(null, null);
                }
            });
        }
        if (finishing.isEmpty()) {
            allDone.finish(null, null);
        }
        return allDone;
    }

    /** Queues a task for each, which ends when the generator has. */
    public List<LoopTask<?>> beginFinishing() {
        List<LoopTask<?>> finishing = new ArrayList<>();
        for (AsyncIterator<?> generator : List.copyOf(live)) {
            LoopTask<?> task = new LoopTask<>(loop, () -> finish(generator));
            loop.agenda().add(task);
            finishing.add(task);
        }
        return finishing;
    }

    /** The loop closes: lets the {@code finally} blocks of all run, as far as they do not await. */
    public void unwind(List<String> notUnwound) {
        for (AsyncIterator<?> generator : List.copyOf(live)) {
            if (generator instanceof Pulled pulled && pulled.isRunning()) {
                continue; // given up, with the task that pulls it
            }
            LoopTask<?>[] unwinder = {null};
            LoopTask<?> task = new LoopTask<>(loop, () -> {
                unwinder[0].beginExit();
                return finish(generator);
            });
            unwinder[0] = task;
            if (!task.unwind()) {
                notUnwound.add(generator.toString());
            }
        }
    }

    private boolean finish(AsyncIterator<?> generator) {
        try {
            generator.finish();
        } catch (CoroutineExit closing) {
            return false; // out of an await in its finally
        } catch (Throwable error) {
            if (error instanceof LoopClosedException && loop.isClosed()) {
                return false; // its clean-up tried to use the loop
            }
            loop.errors()
                    .report(
                            "an error occurred during closing of asynchronous generator " + generator,
                            error,
                            "asyncgen",
                            generator);
        }
        return true;
    }
}
