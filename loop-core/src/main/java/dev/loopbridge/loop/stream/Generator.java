package dev.loopbridge.loop.stream;

/**
 * A coroutine body that emits any number of elements: Python's asynchronous generator.
 *
 * <pre>{@code
 * Generator<Integer> countdown = out -> {
 *     for (int n = 10; n > 0; n--) {
 *         out.emit(n);
 *         await(Tasks.sleep(Duration.ofSeconds(1)));
 *     }
 * };
 * }</pre>
 *
 * @param <T> the type of the elements
 * @see <a href="https://peps.python.org/pep-0525/">PEP 525, asynchronous generators</a>
 */
@FunctionalInterface
public interface Generator<T> {
    /**
     * Runs the body; the stream is complete when it returns.
     *
     * @param out takes the elements
     * @throws Exception what the stream then fails with
     */
    void run(Emitter<T> out) throws Exception;
}
