package dev.loopbridge.loop.fuzz;

import static dev.loopbridge.loop.Await.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.DoneAndPending;
import dev.loopbridge.loop.concurrent.ReturnWhen;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The statements that may suspend: for bodies. An error of theirs goes through the blocks that they are in. */
final class Suspensions {
    private static final Set<String> VERBS = Set.of(
            "sleep",
            "beat",
            "await",
            "child",
            "put",
            "get",
            "join",
            "event",
            "acquire",
            "permit",
            "notified",
            "barrier",
            "barrier_reset",
            "barrier_abort",
            "gather",
            "wait",
            "shield",
            "wait_for");

    private final Machine machine;
    private final Blocks blocks;

    Suspensions(Machine machine) {
        this.machine = machine;
        blocks = new Blocks(machine);
    }

    boolean knows(JsonArray statement) {
        String verb = statement.get(0).getAsString();
        return VERBS.contains(verb) || Blocks.VERBS.contains(verb);
    }

    Object run(Actor me, JsonArray s) throws Exception {
        String verb = s.get(0).getAsString();
        return Blocks.VERBS.contains(verb) ? blocks.run(verb, me, s) : suspend(verb, me, s);
    }

    private Object suspend(String verb, Actor me, JsonArray s) throws Exception {
        return switch (verb) {
            case "sleep" -> await(Tasks.sleep(Machine.units(number(s, 1))));
            case "beat" -> done(() -> beat(me, number(s, 1)));
            case "await" -> awaitIt(me, s);
            case "child" -> child(number(s, 1));
            case "gather" -> gather(me, s);
            case "wait" -> waitForSome(me, s);
            case "shield" -> shield(me, s);
            case "wait_for" -> waitFor(me, s);
            default -> synchronize(verb, me, s);
        };
    }

    private Object synchronize(String verb, Actor me, JsonArray s) {
        int k = number(s, 1);
        return switch (verb) {
            case "put" -> done(() -> machine.queues.get(k).put(number(s, 2)));
            case "get" -> machine.queues.get(k).get();
            case "join" -> done(machine.queues.get(k)::join);
            case "event" -> done(machine.events.get(k)::await);
            case "acquire" -> done(machine.locks.get(k)::acquire);
            case "permit" -> done(machine.semaphores.get(k)::acquire);
            case "notified" -> !me.conditions.contains(k) ? "none" : done(machine.conditions.get(k)::await);
            case "barrier" -> machine.barriers.get(k).await();
            case "barrier_reset" -> done(machine.barriers.get(k)::reset);
            case "barrier_abort" -> done(machine.barriers.get(k)::abort);
            default -> throw new AssertionError("unknown statement " + s);
        };
    }

    private void beat(Actor me, int times) {
        for (int i = 0; i < times; i++) {
            machine.log(me.name, "beats");
            Tasks.yieldNow();
        }
    }

    private Object awaitIt(Actor me, JsonArray s) {
        LoopFuture<Object> found = machine.awaitable(me, s.get(1));
        return found == null ? "none" : await(found);
    }

    private Object child(int body) {
        Object index = machine.newTask(body, machine.loop::createTask);
        return index instanceof Integer number ? await(machine.tasks.get(number)) : index;
    }

    private List<LoopFuture<Object>> awaitables(Actor me, JsonArray s) {
        List<LoopFuture<Object>> found = new ArrayList<>();
        for (JsonElement reference : Program.block(s.get(1))) {
            LoopFuture<Object> each = machine.awaitable(me, reference);
            if (each != null) {
                found.add(each);
            }
        }
        return found;
    }

    private Object gather(Actor me, JsonArray s) {
        List<LoopFuture<Object>> found = awaitables(me, s);
        return s.get(2).getAsBoolean()
                ? await(Tasks.gatherReturnExceptions(found))
                : await(Tasks.<Object>gather(found));
    }

    private Object waitForSome(Actor me, JsonArray s) {
        List<LoopFuture<Object>> found = awaitables(me, s);
        if (found.isEmpty()) {
            return "none";
        }
        ReturnWhen returnWhen = ReturnWhen.valueOf(s.get(3).getAsString());
        DoneAndPending<LoopFuture<Object>> split = Tasks.wait(found, unitsOrNull(s.get(2)), returnWhen);
        return found.stream().map(split.done()::contains).toList();
    }

    private Object shield(Actor me, JsonArray s) {
        LoopFuture<Object> found = machine.awaitable(me, s.get(1));
        return found == null ? "none" : await(Tasks.shield(found));
    }

    private Object waitFor(Actor me, JsonArray s) throws Exception {
        LoopFuture<Object> found = machine.awaitable(me, s.get(1));
        return found == null ? "none" : Tasks.waitFor(found, unitsOrNull(s.get(2)));
    }

    static Duration unitsOrNull(JsonElement units) {
        return units.isJsonNull() ? null : Machine.units(units.getAsInt());
    }

    private static int number(JsonArray statement, int index) {
        return statement.get(index).getAsInt();
    }

    private static Object done(Runnable action) {
        action.run();
        return null;
    }
}
