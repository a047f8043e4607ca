package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.Hosting;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A loop on a daemon thread of its own, for many to share.
 *
 * <p>A fatal error of one callback or task is reported to the loop's exception handler, and the loop runs on.
 *
 * <pre>{@code
 * try (EventLoopThread host = EventLoopThread.start("api")) {
 *     int answer = host.loop().submit(() -> await(question())).get();
 * }
 * }</pre>
 */
public final class EventLoopThread implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Thread thread;

    private EventLoopThread(EventLoop loop) {
        this.loop = loop;
        this.thread = new Thread(() -> Hosting.run(loop), loop.name());
        thread.setDaemon(true);
    }

    /**
     * {@return a new loop, running on a new daemon thread}
     *
     * @param name of both
     */
    public static EventLoopThread start(String name) {
        return start(EventLoop.builder().name(requireNonNull(name, "name")).build());
    }

    /**
     * Runs {@code loop} on a new daemon thread of its name, until it is closed.
     *
     * @param loop idle
     * @return its host
     * @throws LoopClosedException if it is closed
     * @throws IllegalStateException "This event loop is already running"
     */
    public static EventLoopThread start(EventLoop loop) {
        EventLoopThread host = new EventLoopThread(requireNonNull(loop, "loop"));
        Hosting.refuse(loop); // here, not on its thread
        host.thread.start();
        return host;
    }

    /** {@return the loop} */
    public EventLoop loop() {
        return loop;
    }

    /** {@return the home thread} */
    public Thread thread() {
        return thread;
    }

    /**
     * Stops gently, as a server does before it is replaced: {@link EventLoop#drain(Duration, Duration, String)}.
     *
     * <p><b>Call from</b> any thread; waits for nobody.
     *
     * @param finish how long what runs may take to finish by itself
     * @param grace how long what was cancelled then may take
     * @return done when the loop is closed, or when that does not come; the thread ends with the loop
     */
    public CompletionStage<CloseReport> drain(Duration finish, Duration grace) {
        return loop.drain(finish, grace, "EventLoopThread.drain()");
    }

    /**
     * Shuts the loop down, giving tasks five seconds to unwind, and waits for the thread; on the loop itself it does not wait.
     * Twice does nothing more. An interrupt ends the waiting and is kept.
     */
    @Override
    public void close() {
        loop.shutdown(GRACE, "EventLoopThread.close()");
        if (loop.inLoop()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
