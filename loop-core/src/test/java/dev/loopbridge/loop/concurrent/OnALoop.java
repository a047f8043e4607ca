package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A loop whose time jumps, a trace, and the bodies that tests of combinators are made of. */
abstract class OnALoop {
    static final Duration MINUTE = Duration.ofMinutes(1);

    final List<String> reported = new ArrayList<>();
    final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().name("api").exceptionHandler((loop, context) -> reported.add(context.message())));
    final EventLoop loop = time.loop();
    final List<String> trace = new ArrayList<>();

    /** A body that returns nothing. */
    interface Body {
        void run() throws Exception;
    }

    /** What a test expects to come out of a coroutine. */
    static final class Boom extends Exception {
        Boom(String message) {
            super(message);
        }
    }

    static final class Fatal extends Error {
        Fatal(String message) {
            super(message);
        }
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        reported.removeIf(message -> message.endsWith(" was never retrieved"));
        assertThat(reported).isEmpty();
    }

    void main(Body body) {
        loop.runUntilComplete(returning(null, body));
    }

    static <T> Coroutine<T> returning(T result, Body body) {
        return () -> {
            body.run();
            return result;
        };
    }

    Task<Object> spawn(Body body) {
        return loop.createTask(returning(null, body));
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    static void sleep(long millis) {
        await(Tasks.sleep(ms(millis)));
    }

    static Object park() {
        return await(Tasks.sleep(Duration.ofHours(1)));
    }

    static void yields(int times) {
        for (int i = 0; i < times; i++) {
            Tasks.yieldNow();
        }
    }

    static <T> Coroutine<T> after(long millis, T result) {
        return () -> {
            sleep(millis);
            return result;
        };
    }

    static Coroutine<Object> failingAfter(long millis, String message) {
        return () -> {
            sleep(millis);
            throw new Boom(message);
        };
    }

    /** Parks; when cancelled, takes its time to end. */
    Coroutine<Object> cleaningFor(long millis, String name) {
        return () -> {
            try {
                return park();
            } finally {
                trace.add(name + " cleans");
                sleep(millis);
                trace.add(name + " cleaned");
            }
        };
    }

    /** Parks; when cancelled, goes on and returns. */
    Coroutine<Object> refusing(Object result) {
        return () -> {
            try {
                return park();
            } catch (dev.loopbridge.loop.CancelledError refused) {
                trace.add(result + " refuses");
                return result;
            }
        };
    }

    <T> LoopFuture<T> done(T result) {
        LoopFuture<T> future = loop.createFuture();
        future.setResult(result);
        return future;
    }

    <T> LoopFuture<T> failed(Throwable error) {
        LoopFuture<T> future = loop.createFuture();
        future.setException(error);
        return future;
    }

    /** How many iterations {@code block} takes in a coroutine. */
    int costOf(Body block) {
        int[] iterations = {0};
        Runnable[] counter = {null};
        counter[0] = () -> {
            iterations[0]++;
            loop.callSoon(counter[0]);
        };
        return loop.runUntilComplete(() -> {
            loop.callSoon(counter[0]);
            block.run();
            int cost = iterations[0];
            counter[0] = () -> {};
            return cost;
        });
    }
}
