package dev.loopbridge.loop.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes programs of seeds. It knows nothing of what will come of them, so that both sides are given the same. */
final class ProgramGenerator {
    private static final int MOST_THEMES = 3;
    private static final int MOST_BODIES = 5;
    private static final int MOST_CALLBACKS = 3;
    private static final int MOST_FUTURES = 3;

    private final Random random;
    private final Set<Theme> themes;
    private final int bodies;
    private final int callbacks;
    private final int futures;

    private ProgramGenerator(long seed, Set<Theme> allowed) {
        random = new Random(seed);
        List<Theme> shuffled = new ArrayList<>(allowed);
        Collections.shuffle(shuffled, random);
        themes = EnumSet.copyOf(shuffled.subList(0, 1 + random.nextInt(MOST_THEMES)));
        bodies = 2 + random.nextInt(MOST_BODIES - 1);
        callbacks = 1 + random.nextInt(MOST_CALLBACKS);
        futures = 1 + random.nextInt(MOST_FUTURES);
    }

    /**
     * Makes a program.
     *
     * @param seed the same one makes the same program
     * @param allowed what it may be about
     */
    static Program generate(long seed, Set<Theme> allowed) {
        return new Program(seed, new ProgramGenerator(seed, allowed).program());
    }

    private JsonObject program() {
        JsonObject program = new JsonObject();
        program.addProperty("futures", futures);
        program.addProperty("locks", Statements.LOCKS);
        program.add("queues", Statements.array(0, 1, 2));
        program.addProperty("events", Statements.EVENTS);
        program.add("semaphores", Statements.array(1, 2));
        program.addProperty("conditions", Statements.CONDITIONS);
        program.add("barriers", Statements.array(2, 3));
        program.add("main", main());
        JsonArray allBodies = new JsonArray();
        for (int body = 0; body < bodies; body++) {
            allBodies.add(statements(Scope.body(body), 2, 6));
        }
        program.add("bodies", allBodies);
        JsonArray allCallbacks = new JsonArray();
        for (int callback = 0; callback < callbacks; callback++) {
            allCallbacks.add(statements(Scope.callback(callback), 0, 3));
        }
        program.add("callbacks", allCallbacks);
        return program;
    }

    private JsonArray statements(Scope scope, int least, int most) {
        return new Statements(random, themes, bodies, callbacks, futures).block(scope, least, most);
    }

    /** Starts bodies, and does this and that while they run; it neither fails nor waits for anybody. */
    private JsonArray main() {
        JsonArray main = new JsonArray();
        int parts = 2 + random.nextInt(3);
        for (int part = 0; part < parts; part++) {
            for (int tasks = random.nextInt(3); tasks >= 0; tasks--) {
                main.add(Statements.array("spawn", random.nextInt(bodies)));
            }
            main.addAll(statements(Scope.MAIN, 0, 2));
            main.add(
                    random.nextInt(3) == 0
                            ? Statements.array("beat", 1 + random.nextInt(3))
                            : Statements.array("sleep", random.nextInt(6)));
        }
        return main;
    }
}
