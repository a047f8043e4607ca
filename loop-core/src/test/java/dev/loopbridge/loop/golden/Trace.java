package dev.loopbridge.loop.golden;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.InvalidStateException;
import dev.loopbridge.loop.concurrent.BarrierBrokenException;
import dev.loopbridge.loop.concurrent.ExceptionGroup;
import dev.loopbridge.loop.concurrent.QueueEmptyException;
import dev.loopbridge.loop.concurrent.QueueFullException;
import dev.loopbridge.loop.concurrent.QueueShutDownException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** What a scenario shows, in the corpus's notation. Any thread. */
final class Trace {
    private final List<Entry> entries = new ArrayList<>();

    /** Messages of errors may go on where CPython's end: ours name the parties and the way out as well. */
    private record Entry(String text, boolean error) {
        boolean matches(String expected) {
            return text.equals(expected)
                    || (error
                            && text.startsWith(expected)
                            && !Character.isLetterOrDigit(text.charAt(expected.length())));
        }
    }

    synchronized void add(String text) {
        entries.add(new Entry(text, false));
    }

    void add(String key, Object value) {
        synchronized (this) {
            entries.add(new Entry(key + "=" + render(value), value instanceof Throwable));
        }
    }

    /** {@code T? key: expression}. */
    void attempt(String key, Callable<?> expression) {
        Object value;
        try {
            value = expression.call();
        } catch (ExecutionException e) {
            fail(key, e.getCause());
            return;
        } catch (Throwable e) {
            fail(key, e);
            return;
        }
        add(key, value);
    }

    synchronized void fail(String key, Throwable error) {
        entries.add(new Entry(key + "!" + render(error), true));
    }

    /** Adds text that ends in an error. */
    synchronized void addError(String text, Throwable error) {
        entries.add(new Entry(text + render(error), true));
    }

    synchronized boolean matches(List<String> expected) {
        if (entries.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!entries.get(i).matches(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    synchronized List<String> texts() {
        return entries.stream().map(Entry::text).toList();
    }

    static String render(Object value) {
        if (value instanceof Throwable error) {
            return render(error);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Trace::render).collect(Collectors.joining(",", "[", "]"));
        }
        return String.valueOf(value);
    }

    private static String render(Throwable error) {
        if (error instanceof ExceptionGroup group) {
            return "ExceptionGroup" + render(group.exceptions());
        }
        String message = error.getMessage();
        return message == null || message.isEmpty() ? kind(error) : kind(error) + ": " + pythonic(message);
    }

    /** Our names for Python's module. */
    static String pythonic(String message) {
        return message.replace("EventLoops.run()", "asyncio.run()");
    }

    private static String kind(Throwable error) {
        if (error instanceof CancelledError || error instanceof CancellationException) {
            return "CancelledError";
        } else if (error instanceof InvalidStateException) {
            return "InvalidStateError";
        } else if (error instanceof BarrierBrokenException) {
            return "BrokenBarrierError";
        } else if (error instanceof QueueEmptyException) {
            return "QueueEmpty";
        } else if (error instanceof QueueFullException) {
            return "QueueFull";
        } else if (error instanceof QueueShutDownException) {
            return "QueueShutDown";
        } else if (error instanceof TimeoutException) {
            return "TimeoutError";
        } else if (error instanceof IllegalArgumentException) {
            return "ValueError";
        } else if (error instanceof NullPointerException || error instanceof ClassCastException) {
            return "TypeError";
        } else if (error instanceof IllegalStateException
                || error instanceof java.util.concurrent.RejectedExecutionException) {
            return "RuntimeError";
        }
        return error.getClass().getSimpleName();
    }
}
