package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** What a scenario works with: its trace, its loops on the engine under test, and the corpus's words. */
final class World {
    private final CoroutineEngine engine;
    private boolean realTime;
    private final Trace trace = new Trace();
    private final List<EventLoop> loops = new ArrayList<>();
    private EventLoop first;
    private LoopExceptionHandler handler = (loop, context) -> {};

    World(CoroutineEngine engine, boolean realTime) {
        this.engine = engine;
        this.realTime = realTime;
    }

    Trace trace() {
        return trace;
    }

    /** {@code T text}. */
    void t(String text) {
        trace.add(text);
    }

    /** {@code T key=value}. */
    void t(String key, Object value) {
        trace.add(key, value);
    }

    /** {@code T? key: expression}. */
    void attempt(String key, Callable<?> expression) {
        trace.attempt(key, expression);
    }

    /** As {@link #attempt} for what returns nothing. */
    void attemptTo(String key, Script statement) {
        trace.attempt(key, () -> {
            statement.run();
            return null;
        });
    }

    EventLoop newLoop() {
        return newLoop(EventLoop.builder());
    }

    /** Its time jumps, unless the scenario has other threads in it or needs the real clock. */
    synchronized EventLoop newLoop(EventLoop.Builder builder) {
        builder.engine(engine).exceptionHandler(this::handle);
        EventLoop loop =
                realTime ? builder.build() : VirtualEventLoop.create(builder).loop();
        loops.add(loop);
        return loop;
    }

    /** For what needs the real clock though its tags do not say so; to be called first. */
    void onTheRealClock() {
        realTime = true;
    }

    /** {@return the scenario's L} */
    EventLoop loop() {
        if (first == null) {
            first = newLoop();
        }
        return first;
    }

    /** The exception handler of all loops from now on; may be replaced at any time. Null is the default handler. */
    void handler(LoopExceptionHandler handler) {
        this.handler = handler;
    }

    LoopExceptionHandler handler() {
        return handler;
    }

    private void handle(EventLoop loop, LoopExceptionHandler.Context context) {
        handler.handle(loop, context);
    }

    /** {@code MAIN { ... }}: on the scenario's L. */
    void main(Script body) {
        loop().runUntilComplete(body(body));
    }

    static Coroutine<Object> body(Script body) {
        return () -> {
            body.run();
            return null;
        };
    }

    /** {@code spawn task { ... }}: on the scenario's L. */
    Task<Object> spawn(Script body) {
        return loop().createTask(body(body));
    }

    static void yield_() {
        Tasks.yieldNow();
    }

    static void yield_(int times) {
        for (int i = 0; i < times; i++) {
            Tasks.yieldNow();
        }
    }

    /** {@code sleep n}. */
    static void sleep(long millis) {
        await(Tasks.sleep(ms(millis)));
    }

    /** {@code sleepUntil w}. */
    static void sleepUntil(long deadlineNanos) {
        EventLoop loop = EventLoops.getRunningLoop();
        LoopFuture<Boolean> due = loop.createFuture();
        loop.callAt(deadlineNanos, () -> due.setResult(true));
        await(due);
    }

    /** {@code park}: until cancelled. */
    static void park() {
        await(Tasks.sleep(Duration.ofHours(1)));
    }

    /** {@code block n}. */
    static void block(long millis) {
        long until = System.nanoTime() + ms(millis).toNanos();
        while (until - System.nanoTime() > 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /** Runs {@code script} on a thread of its own, from which errors come out here, and waits for it. */
    static void inThread(String name, Script script) throws Exception {
        FutureTask<Object> play = new FutureTask<>(body(script)::run);
        new Thread(play, name).start();
        play.get();
    }

    /** Starts {@code script} on a thread of its own. */
    static Thread start(String name, Script script) {
        Thread thread = new Thread(
                () -> {
                    try {
                        script.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** {@code ITER}: {@return a counter of iterations from now} */
    int[] iter() {
        int[] count = {0};
        Runnable[] counter = {null};
        counter[0] = () -> {
            count[0]++;
            loop().callSoon(counter[0]);
        };
        loop().callSoon(counter[0]);
        return count;
    }

    /** Closes what the scenario left open. */
    void tearDown() {
        handler = (loop, context) -> {};
        for (EventLoop loop : loops) {
            if (!loop.isRunning()) {
                loop.close();
            }
        }
    }
}
