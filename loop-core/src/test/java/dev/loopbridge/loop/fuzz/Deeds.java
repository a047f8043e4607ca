package dev.loopbridge.loop.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Timeout;
import java.util.function.Function;
import java.util.function.Supplier;

/** The statements that never suspend: for bodies and callbacks. An error of theirs is traced, and the next one comes. */
final class Deeds {
    private final Machine machine;

    Deeds(Machine machine) {
        this.machine = machine;
    }

    void run(Actor me, JsonArray statement) {
        Object result;
        String verb = statement.get(0).getAsString();
        if (verb.equals("boom")) {
            throw new Boom(number(statement, 1));
        } else if (verb.equals("return")) {
            throw new Machine.Return(number(statement, 1));
        }
        try {
            result = carryOut(verb, me, statement);
        } catch (RuntimeException error) {
            result = error;
        }
        machine.logDone(me, statement, result);
    }

    private Object carryOut(String verb, Actor me, JsonArray s) {
        return switch (verb) {
            case "say" -> s.get(1).getAsString();
            case "spin" -> done(() -> machine.spend(number(s, 1)));
            case "spawn" -> machine.newTask(number(s, 1), machine.loop::createTask);
            case "spawn_in_group" ->
                me.groups.isEmpty() ? "none" : machine.newTask(number(s, 1), me.groups.getLast()::createTask);
            case "cancel" -> ofTask(me, s, Task::cancel);
            case "uncancel" -> ofTask(me, s, Task::uncancel);
            case "ask" -> ofTask(me, s, task -> Words.outcome(task) + "/" + task.cancelling());
            case "set" -> done(() -> future(s).setResult(number(s, 2)));
            case "fail" -> done(() -> future(s).setException(new Boom(number(s, 2))));
            case "cancel_future" -> future(s).cancel();
            case "ask_future" -> Words.outcome(future(s));
            case "listen" -> listen(s);
            case "unlisten" -> unlisten(s);
            case "soon", "threadsafe", "later", "at", "drop" -> callback(verb, s);
            case "bind" -> done(() -> machine.local.set(number(s, 1)));
            case "bound" -> machine.local.get();
            default -> synchronize(verb, me, s);
        };
    }

    private Object synchronize(String verb, Actor me, JsonArray s) {
        int k = verb.equals("reschedule") ? 0 : number(s, 1);
        return switch (verb) {
            case "release" -> done(machine.locks.get(k)::release);
            case "is_locked" -> machine.locks.get(k).isLocked();
            case "put_now" -> done(() -> machine.queues.get(k).putNow(number(s, 2)));
            case "get_now" -> machine.queues.get(k).getNow();
            case "size" -> machine.queues.get(k).size();
            case "task_done" -> done(machine.queues.get(k)::taskDone);
            case "shut_down" ->
                done(() -> machine.queues.get(k).shutdown(s.get(2).getAsBoolean()));
            case "event_set" -> done(machine.events.get(k)::set);
            case "event_clear" -> done(machine.events.get(k)::clear);
            case "permit_back" -> done(machine.semaphores.get(k)::release);
            case "notify" -> done(() -> machine.conditions.get(k).signal(number(s, 2)));
            case "notify_all" -> done(machine.conditions.get(k)::signalAll);
            case "reschedule" ->
                me.timeouts.isEmpty() ? "none" : done(() -> reschedule(me.timeouts.getLast(), s.get(1)));
            default -> throw new AssertionError("unknown statement " + s);
        };
    }

    private Object callback(String verb, JsonArray s) {
        if (verb.equals("drop")) {
            return drop(number(s, 1));
        }
        int delay = verb.equals("later") || verb.equals("at") ? number(s, 1) : 0;
        Runnable callback = machine.callbacks.get(number(s, s.size() - 1));
        return register(() -> switch (verb) {
            case "soon" -> machine.loop.callSoon(callback);
            case "threadsafe" -> machine.loop.callSoonThreadsafe(callback);
            case "later" -> machine.loop.callLater(Machine.units(delay), callback);
            default ->
                machine.loop.callAt(machine.loop.time() + Machine.units(delay).toNanos(), callback);
        });
    }

    private Object register(Supplier<Handle> registration) {
        if (!machine.mayRegister()) {
            return "none";
        }
        machine.handles.add(registration.get());
        return machine.handles.size() - 1;
    }

    private Object drop(int number) {
        if (machine.handles.isEmpty()) {
            return "none";
        }
        Handle handle = machine.handles.get(number % machine.handles.size());
        boolean before = handle.isCancelled();
        handle.cancel();
        return before;
    }

    private Object listen(JsonArray s) {
        LoopFuture<Object> found = machine.awaitable(Actor.ANYBODY, s.get(1));
        if (found == null || !machine.mayRegister()) {
            return "none";
        }
        found.addDoneCallback(machine.doneCallbacks.get(number(s, 2)));
        return null;
    }

    private Object unlisten(JsonArray s) {
        LoopFuture<Object> found = machine.awaitable(Actor.ANYBODY, s.get(1));
        return found == null ? "none" : found.removeDoneCallback(machine.doneCallbacks.get(number(s, 2)));
    }

    private void reschedule(Timeout timeout, JsonElement units) {
        if (units.isJsonNull()) {
            timeout.disable();
        } else {
            timeout.reschedule(
                    machine.loop.time() + Machine.units(units.getAsInt()).toNanos());
        }
    }

    private Object ofTask(Actor me, JsonArray s, Function<Task<Object>, Object> action) {
        Task<Object> task = machine.task(me, number(s, 1));
        return task == null ? "none" : action.apply(task);
    }

    private LoopFuture<Object> future(JsonArray s) {
        return machine.futures.get(number(s, 1));
    }

    private static int number(JsonArray statement, int index) {
        return statement.get(index).getAsInt();
    }

    private static Object done(Runnable action) {
        action.run();
        return null;
    }
}
