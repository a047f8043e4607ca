package dev.loopbridge.loop.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.concurrent.TaskGroup;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.concurrent.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The statements that have others inside. */
final class Blocks {
    static final Set<String> VERBS = Set.of(
            "repeat",
            "swallow",
            "turn",
            "catch",
            "finally",
            "locked",
            "permitted",
            "conditional",
            "timeout",
            "within",
            "group");

    private final Machine machine;

    Blocks(Machine machine) {
        this.machine = machine;
    }

    Object run(String verb, Actor me, JsonArray s) throws Exception {
        return switch (verb) {
            case "repeat" -> repeat(me, s.get(1).getAsInt(), block(s, 2));
            case "swallow" -> swallow(me, block(s, 1), block(s, 2));
            case "turn" -> turn(me, block(s, 1), s.get(2).getAsInt());
            case "catch" -> catchErrors(me, block(s, 1), block(s, 2));
            case "finally" -> cleanUp(me, block(s, 1), block(s, 2));
            case "locked" -> machine.locks.get(s.get(1).getAsInt()).with(body(me, "holds lock", block(s, 2)));
            case "permitted" -> machine.semaphores.get(s.get(1).getAsInt()).with(body(me, "holds permit", block(s, 2)));
            case "conditional" -> conditional(me, s.get(1).getAsInt(), block(s, 2));
            case "timeout" -> timeout(me, Suspensions.unitsOrNull(s.get(1)), block(s, 2));
            case "within" -> within(me, Suspensions.unitsOrNull(s.get(1)), block(s, 2));
            default -> group(me, block(s, 1));
        };
    }

    private Coroutine<Object> body(Actor me, String first, List<JsonElement> block) {
        return () -> {
            machine.log(me.name, first);
            machine.execute(me, block);
            return null;
        };
    }

    private Object repeat(Actor me, int times, List<JsonElement> block) throws Exception {
        for (int i = 0; i < times; i++) {
            machine.execute(me, block);
        }
        return null;
    }

    private Object swallow(Actor me, List<JsonElement> block, List<JsonElement> handler) throws Exception {
        try {
            machine.execute(me, block);
        } catch (CancelledError cancelled) {
            machine.log(me.name, "swallows");
            machine.execute(me, handler);
        }
        return null;
    }

    private Object turn(Actor me, List<JsonElement> block, int number) throws Exception {
        try {
            machine.execute(me, block);
        } catch (CancelledError cancelled) {
            machine.log(me.name, "turns");
            throw new Boom(number);
        }
        return null;
    }

    private Object catchErrors(Actor me, List<JsonElement> block, List<JsonElement> handler) throws Exception {
        try {
            machine.execute(me, block);
        } catch (Machine.Return early) {
            throw early;
        } catch (Exception error) {
            machine.log(me.name, "catches " + Words.kind(error));
            machine.execute(me, handler);
        }
        return null;
    }

    private Object cleanUp(Actor me, List<JsonElement> block, List<JsonElement> handler) throws Exception {
        try {
            machine.execute(me, block);
        } finally {
            machine.log(me.name, "cleans up");
            machine.execute(me, handler);
        }
        return null;
    }

    private Object conditional(Actor me, int number, List<JsonElement> block) {
        Coroutine<Object> body = body(me, "holds condition", block);
        return machine.conditions.get(number).with(() -> {
            me.conditions.addLast(number);
            try {
                return body.run();
            } finally {
                me.conditions.removeLast();
            }
        });
    }

    private Object timeout(Actor me, Duration delay, List<JsonElement> block) throws Exception {
        Timeout timeout = Tasks.timeout(delay);
        try {
            timeout.run(() -> {
                me.timeouts.addLast(timeout);
                try {
                    machine.execute(me, block);
                } finally {
                    me.timeouts.removeLast();
                }
                return null;
            });
        } catch (TimeoutException late) {
            return "late";
        } finally {
            machine.log(me.name, "expired " + timeout.isExpired());
        }
        return null;
    }

    private Object within(Actor me, Duration delay, List<JsonElement> block) {
        try {
            Tasks.waitFor(body(me, "is inside", block), delay);
        } catch (TimeoutException late) {
            return "late";
        }
        return null;
    }

    private Object group(Actor me, List<JsonElement> block) {
        TaskGroup group = new TaskGroup();
        return group.run(() -> {
            me.groups.addLast(group);
            try {
                machine.execute(me, block);
            } finally {
                me.groups.removeLast();
            }
            return null;
        });
    }

    private static List<JsonElement> block(JsonArray statement, int index) {
        return Program.block(statement.get(index));
    }
}
