package dev.loopbridge.loop.fuzz;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import dev.loopbridge.loop.concurrent.ReturnWhen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Makes statements, at random, of what the themes of a program and the place allow. */
final class Statements {
    static final int LOCKS = 3;
    static final int EVENTS = 1;
    static final int CONDITIONS = 1;
    private static final int QUEUES = 3;
    private static final int SEMAPHORES = 2;
    private static final int BARRIERS = 2;
    private static final int DEEPEST = 2;

    /** Taken back and released by anybody; the others are held in blocks only. */
    private static final int WILD_LOCK = 1;

    private static final Gson GSON = new Gson();

    private final Random random;
    private final Set<Theme> themes;
    private final int bodies;
    private final int callbacks;
    private final int futures;

    /** What may come next; filled anew for each statement. */
    private final List<Supplier<JsonArray>> choice = new ArrayList<>();

    Statements(Random random, Set<Theme> themes, int bodies, int callbacks, int futures) {
        this.random = random;
        this.themes = themes;
        this.bodies = bodies;
        this.callbacks = callbacks;
        this.futures = futures;
    }

    static JsonArray array(Object... elements) {
        return GSON.toJsonTree(elements).getAsJsonArray();
    }

    JsonArray block(Scope scope, int least, int most) {
        JsonArray block = new JsonArray();
        int length = least + random.nextInt(most - least + 1);
        for (int i = 0; i < length; i++) {
            block.add(statement(scope));
        }
        return block;
    }

    private JsonArray inner(Scope scope) {
        return block(scope, 1, 3);
    }

    private JsonArray statement(Scope scope) {
        choice.clear();
        anywhere(scope);
        deeds(scope);
        if (scope.suspends()) {
            suspensions(scope);
            if (scope.depth() < DEEPEST) {
                blocks(scope);
            }
        }
        return choice.get(random.nextInt(choice.size())).get();
    }

    private void offer(Supplier<JsonArray> maker) {
        choice.add(maker);
    }

    private void offer(int times, Supplier<JsonArray> maker) {
        for (int i = 0; i < times; i++) {
            offer(maker);
        }
    }

    private void about(Theme theme, Runnable offers) {
        if (themes.contains(theme)) {
            offers.run();
        }
    }

    private void anywhere(Scope scope) {
        offer(() -> array("cancel", task()));
        if (random.nextInt(4) == 0) {
            offer(() -> array("spin", upTo(4)));
            offer(() -> array("ask", task()));
        }
        if (scope.fails() && random.nextInt(scope.suspends() ? 2 : 6) == 0) {
            offer(() -> array("boom", upTo(100)));
        }
        if (scope.body() < bodies - 1) {
            offer(() -> array("spawn", laterBody(scope)));
        }
        if (scope.suspends()) {
            offer(2, () -> array("sleep", random.nextInt(6)));
            offer(2, () -> array("beat", 1 + random.nextInt(3)));
            offer(() -> array("await", awaitable()));
            if (scope.body() < bodies - 1) {
                offer(() -> array("child", laterBody(scope)));
            }
            if (random.nextInt(8) == 0 && !scope.inGroup()) { // which would take it for an error
                offer(() -> array("return", upTo(100)));
            }
        }
    }

    private void deeds(Scope scope) {
        about(Theme.CANCELLATION, () -> {
            offer(2, () -> array("cancel", task()));
            offer(() -> array("cancel", -1));
            offer(() -> array("uncancel", task()));
            offer(() -> array("uncancel", -1));
            offer(() -> array("ask", task()));
        });
        about(Theme.FUTURES, () -> {
            offer(2, () -> array("set", future(), upTo(100)));
            offer(() -> array("fail", future(), upTo(100)));
            offer(() -> array("cancel_future", future()));
            offer(() -> array("ask_future", future()));
        });
        about(Theme.CALLBACKS, () -> callbackDeeds(scope));
        about(Theme.CONTEXT, () -> {
            offer(2, () -> array("bind", upTo(100)));
            offer(2, () -> array("bound"));
            callbackDeeds(scope);
        });
        synchronizationDeeds(scope);
        if (scope.inGroup() && scope.body() < bodies - 1) {
            offer(3, () -> array("spawn_in_group", laterBody(scope)));
        }
        if (scope.inTimeout()) {
            offer(() -> array("reschedule", random.nextInt(4) == 0 ? null : Integer.valueOf(random.nextInt(7) - 1)));
        }
    }

    private void callbackDeeds(Scope scope) {
        offer(() -> array("drop", random.nextInt(12)));
        if (scope.callback() < callbacks - 1) {
            offer(() -> array("soon", laterCallback(scope)));
            offer(() -> array("threadsafe", laterCallback(scope)));
            offer(() -> array("later", random.nextInt(6) - 1, laterCallback(scope)));
            offer(() -> array("at", random.nextInt(8) - 2, laterCallback(scope)));
            offer(2, () -> array("listen", awaitable(), laterCallback(scope)));
            offer(() -> array("unlisten", awaitable(), laterCallback(scope)));
        }
    }

    private void synchronizationDeeds(Scope scope) {
        about(Theme.LOCKS, () -> {
            offer(2, () -> array("release", WILD_LOCK));
            offer(() -> array("is_locked", random.nextInt(LOCKS)));
        });
        about(Theme.QUEUES, () -> queueDeeds());
        about(Theme.SHUTDOWN, () -> {
            queueDeeds();
            offer(() -> array("shut_down", random.nextInt(QUEUES), random.nextBoolean()));
        });
        about(Theme.EVENTS, () -> {
            offer(2, () -> array("event_set", random.nextInt(EVENTS)));
            offer(2, () -> array("event_clear", random.nextInt(EVENTS)));
        });
        about(Theme.SEMAPHORES, () -> offer(2, () -> array("permit_back", random.nextInt(SEMAPHORES))));
        about(Theme.CONDITIONS, () -> {
            int held = scope.condition() >= 0 ? 3 : 1;
            offer(held, () -> array("notify", random.nextInt(CONDITIONS), 1 + random.nextInt(2)));
            offer(held, () -> array("notify_all", random.nextInt(CONDITIONS)));
        });
    }

    private void queueDeeds() {
        offer(() -> array("put_now", random.nextInt(QUEUES), upTo(100)));
        offer(() -> array("get_now", random.nextInt(QUEUES)));
        offer(() -> array("task_done", random.nextInt(QUEUES)));
        offer(() -> array("size", random.nextInt(QUEUES)));
    }

    private void suspensions(Scope scope) {
        about(Theme.FUTURES, () -> offer(3, () -> array("await", array("f", future()))));
        about(Theme.LOCKS, () -> offer(2, () -> array("acquire", WILD_LOCK)));
        about(Theme.QUEUES, () -> queueSuspensions());
        about(Theme.SHUTDOWN, () -> queueSuspensions());
        about(Theme.EVENTS, () -> offer(4, () -> array("event", random.nextInt(EVENTS))));
        about(Theme.SEMAPHORES, () -> offer(2, () -> array("permit", random.nextInt(SEMAPHORES))));
        about(Theme.BARRIERS, () -> {
            offer(5, () -> array("barrier", random.nextInt(BARRIERS)));
            offer(() -> array("barrier_reset", random.nextInt(BARRIERS)));
            offer(() -> array("barrier_abort", random.nextInt(BARRIERS)));
        });
        about(Theme.GATHERING, () -> offer(4, () -> array("gather", awaitables(), random.nextBoolean())));
        about(Theme.WAITING, () -> {
            offer(3, () -> array("wait", awaitables(), unitsOrNull(), returnWhen()));
            offer(2, () -> array("shield", awaitable()));
        });
        about(Theme.WAIT_FOR, () -> offer(3, () -> array("wait_for", awaitable(), unitsOrNull())));
        if (scope.condition() >= 0) {
            offer(8, () -> array("notified", scope.condition()));
        }
    }

    private void queueSuspensions() {
        offer(3, () -> array("put", random.nextInt(QUEUES), upTo(100)));
        offer(4, () -> array("get", random.nextInt(QUEUES)));
        offer(() -> array("join", random.nextInt(QUEUES)));
    }

    private void blocks(Scope scope) {
        Scope inside = scope.inside();
        offer(2, () -> array("swallow", inner(inside), block(inside, 0, 2)));
        offer(() -> array("catch", inner(inside), block(inside, 0, 2)));
        offer(2, () -> array("finally", inner(inside), inner(inside)));
        if (random.nextInt(3) == 0) {
            offer(() -> array("turn", inner(inside), upTo(100)));
            offer(() -> array("repeat", 2 + random.nextInt(2), inner(inside)));
        }
        about(Theme.LOCKS, () -> offer(5, () -> array("locked", 2 * random.nextInt(2), inner(inside))));
        about(Theme.SEMAPHORES, () -> offer(4, () -> array("permitted", random.nextInt(SEMAPHORES), inner(inside))));
        about(Theme.CONDITIONS, () -> {
            int condition = random.nextInt(CONDITIONS);
            offer(6, () -> array("conditional", condition, inner(scope.holding(condition))));
        });
        about(Theme.DEADLINES, () -> offer(5, () -> array("timeout", unitsOrNull(), inner(scope.limited()))));
        about(Theme.WAIT_FOR, () -> offer(3, () -> array("within", unitsOrNull(), inner(inside))));
        about(Theme.GROUPS, () -> offer(5, () -> array("group", inner(scope.grouped()))));
    }

    private int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    private int task() {
        return random.nextInt(8);
    }

    private int future() {
        return random.nextInt(futures);
    }

    private int laterBody(Scope scope) {
        return scope.body() + 1 + random.nextInt(bodies - scope.body() - 1);
    }

    private int laterCallback(Scope scope) {
        return scope.callback() + 1 + random.nextInt(callbacks - scope.callback() - 1);
    }

    private JsonArray awaitable() {
        return random.nextInt(4) == 0 ? array("f", future()) : array("t", task());
    }

    private JsonArray awaitables() {
        JsonArray awaitables = new JsonArray();
        for (int i = random.nextInt(4); i >= 0; i--) {
            awaitables.add(awaitable());
        }
        return awaitables;
    }

    private Integer unitsOrNull() {
        int units = random.nextInt(8) - 1;
        return units == 6 ? null : Integer.valueOf(units);
    }

    private String returnWhen() {
        ReturnWhen[] all = ReturnWhen.values();
        return all[random.nextInt(all.length)].name();
    }
}
