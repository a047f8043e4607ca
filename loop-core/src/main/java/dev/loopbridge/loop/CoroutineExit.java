package dev.loopbridge.loop;

/**
 * Thrown by {@code await} in a coroutine whose loop is being closed, and by {@code emit} in a generator that is being finished,
 * so that their {@code finally} blocks run.
 *
 * <p>An {@link Error}, as Python's {@code GeneratorExit} is no {@code Exception}. Let it pass: on a closed loop, every
 * further {@code await} throws it again until the coroutine is given up.
 */
public final class CoroutineExit extends Error {
    /** @param message why the coroutine must end */
    public CoroutineExit(String message) {
        super(message, null, false, false);
    }
}
