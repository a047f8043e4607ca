package dev.loopbridge.loop;

/**
 * Thrown by {@code await} in a coroutine whose loop is being closed, so that its {@code finally} blocks run.
 *
 * <p>An {@link Error}, as Python's {@code GeneratorExit} is no {@code Exception}. Let it pass: the loop is closed, and every
 * further {@code await} throws it again until the coroutine is given up.
 */
public final class CoroutineExit extends Error {
    /** @param loopName the loop that is being closed */
    public CoroutineExit(String loopName) {
        super("Event loop \"" + loopName + "\" is closing; this coroutine must end", null, false, false);
    }
}
