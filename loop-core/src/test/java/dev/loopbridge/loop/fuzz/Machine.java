package dev.loopbridge.loop.fuzz;

import static dev.loopbridge.loop.Await.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.LoopBarrier;
import dev.loopbridge.loop.concurrent.LoopCondition;
import dev.loopbridge.loop.concurrent.LoopEvent;
import dev.loopbridge.loop.concurrent.LoopLock;
import dev.loopbridge.loop.concurrent.LoopQueue;
import dev.loopbridge.loop.concurrent.LoopSemaphore;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.internal.queue.SpentTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs one program on our loop, and writes down what happens: the other half of {@code interpreter.py}. */
final class Machine {
    private static final int MAX_TASKS = 12;
    private static final int MAX_CALLBACKS = 24;
    private static final int LAST_ROUNDS = 60;
    private static final Duration ROUND = units(7);

    final EventLoop loop;
    final LoopLocal<Integer> local = LoopLocal.withDefault(0);
    final List<Task<Object>> tasks = new ArrayList<>();
    final List<Handle> handles = new ArrayList<>();
    final List<LoopFuture<Object>> futures;
    final List<LoopLock> locks;
    final List<LoopQueue<Object>> queues;
    final List<LoopEvent> events;
    final List<LoopSemaphore> semaphores;
    final List<LoopCondition> conditions;
    final List<LoopBarrier> barriers;
    final List<Runnable> callbacks;
    final List<Consumer<LoopFuture<Object>>> doneCallbacks;

    private final Program program;
    private final SpentTime time;
    private final Deeds deeds = new Deeds(this);
    private final Suspensions suspensions = new Suspensions(this);
    private final List<String> trace = new ArrayList<>();
    private long tracedTime;
    private int registered;
    private boolean over;

    private Machine(Program program, CoroutineEngine engine) {
        this.program = program;
        time = new SpentTime(EventLoop.builder().engine(engine).exceptionHandler(this::handle));
        loop = time.loop();
        futures = make("futures", number -> loop.createFuture());
        locks = make("locks", number -> new LoopLock());
        queues = makeOf("queues", LoopQueue::create);
        events = make("events", number -> new LoopEvent());
        semaphores = makeOf("semaphores", LoopSemaphore::new);
        conditions = make("conditions", number -> new LoopCondition());
        barriers = makeOf("barriers", LoopBarrier::new);
        int count = program.each("callbacks").size();
        callbacks = range(count, number -> () -> callBack(number, "runs"));
        doneCallbacks = range(count, number -> future -> callBack(number, "hears " + Words.outcome(future)));
    }

    private <T> List<T> make(String what, IntFunction<T> maker) {
        return range(program.count(what), maker);
    }

    private <T> List<T> makeOf(String what, IntFunction<T> maker) {
        return program.each(what).stream()
                .map(size -> maker.apply(size.getAsInt()))
                .toList();
    }

    private static <T> List<T> range(int count, IntFunction<T> maker) {
        return IntStream.range(0, count).mapToObj(maker).toList();
    }

    /** {@return what happened, an entry a line of {@link Traces}} */
    static List<String> run(Program program, CoroutineEngine engine) {
        Machine machine = new Machine(program, engine);
        try {
            machine.loop.runUntilComplete(machine::main);
        } finally {
            machine.over = true;
            machine.loop.close();
        }
        return machine.trace;
    }

    private void handle(EventLoop reporter, LoopExceptionHandler.Context context) {
        if (context.message().startsWith("Exception in callback")) {
            log("handler", Words.kind(context.exception()));
        }
    }

    void log(String actor, String text) {
        if (over) {
            return;
        }
        long now = now();
        if (now != tracedTime) {
            tracedTime = now;
            trace.add("@" + now);
        }
        trace.add(actor + " " + text);
    }

    private Void main() throws Exception {
        Actor me = new Actor("m");
        execute(me, program.main());
        finish();
        return null;
    }

    /** Ends whatever is left: a body has so few statements that it cannot refuse for ever. */
    private void finish() {
        int rounds = 0;
        while (rounds < LAST_ROUNDS && !tasks.stream().allMatch(Task::isDone)) {
            rounds++;
            for (int k = 1; k < locks.size(); k += 2) {
                if (locks.get(k).isLocked()) {
                    locks.get(k).release();
                }
            }
            List.copyOf(tasks).forEach(Task::cancel);
            await(Tasks.sleep(ROUND));
        }
        log("m", "rounds " + rounds);
        log("m", "tasks " + Words.of(tasks.stream().map(Words::outcome).toList()));
        log("m", "futures " + Words.of(futures.stream().map(Words::outcome).toList()));
    }

    private void callBack(int number, String text) {
        Actor me = Actor.callback(number);
        log(me.name, text);
        for (JsonElement statement : program.callback(number)) {
            deeds.run(me, (JsonArray) statement);
        }
    }

    private Object body(int index, int number) throws Exception {
        Actor me = Actor.task(index);
        log(me.name, "begins");
        Object result;
        try {
            execute(me, program.body(number));
            result = 100 + index;
        } catch (Return early) {
            result = early.value;
        } catch (Throwable error) {
            log(me.name, "ends " + Words.kind(error));
            throw error;
        }
        log(me.name, "returns " + Words.of(result));
        return result;
    }

    void execute(Actor me, List<JsonElement> statements) throws Exception {
        for (JsonElement each : statements) {
            JsonArray statement = (JsonArray) each;
            if (!suspensions.knows(statement)) {
                deeds.run(me, statement);
            } else {
                logDone(me, statement, suspensions.run(me, statement));
            }
        }
    }

    void logDone(Actor me, JsonArray statement, Object result) {
        log(me.name, statement.get(0).getAsString() + (result == null ? "" : " " + Words.of(result)));
    }

    /** {@return the new task's place} */
    Object newTask(int body, Function<Coroutine<Object>, Task<Object>> creator) {
        if (tasks.size() >= MAX_TASKS) {
            return "none";
        }
        int index = tasks.size();
        tasks.add(creator.apply(() -> body(index, body)));
        return index;
    }

    boolean mayRegister() {
        return ++registered <= MAX_CALLBACKS;
    }

    /** {@return the task that is meant; null if there is none} Below zero, it is the actor itself. */
    Task<Object> task(Actor me, int number) {
        if (number < 0) {
            return me.index < 0 ? null : tasks.get(me.index);
        }
        return tasks.isEmpty() ? null : tasks.get(number % tasks.size());
    }

    /** {@return the future or task that is meant; null if there is none} For a task it is a later one. */
    LoopFuture<Object> awaitable(Actor me, JsonElement reference) {
        JsonArray parts = (JsonArray) reference;
        int number = parts.get(1).getAsInt();
        if (parts.get(0).getAsString().equals("f")) {
            return futures.get(number);
        }
        List<Task<Object>> later = tasks.subList(me.index + 1, tasks.size());
        return later.isEmpty() ? null : later.get(number % later.size());
    }

    long now() {
        return loop.time() / units(1).toNanos();
    }

    void spend(int units) {
        time.spend(units(units).toNanos());
    }

    static Duration units(long units) {
        return Duration.ofMillis(units);
    }

    /** Ends a body early, and never leaves it. */
    static final class Return extends RuntimeException {
        final transient Object value;

        Return(Object value) {
            super("return", null, false, false);
            this.value = value;
        }
    }
}
