package dev.loopbridge.loop.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a program that fails smaller, as long as it fails: takes out statements, and blocks around statements. */
final class Shrinker {
    private static final int MOST_ROUNDS = 20;

    private Shrinker() {}

    static Program shrink(Program program, Predicate<Program> fails) {
        Program smallest = program;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Program smaller = once(smallest, fails);
            if (smaller.toString().length() == smallest.toString().length()) {
                break;
            }
            smallest = smaller;
        }
        return smallest;
    }

    private static Program once(Program program, Predicate<Program> fails) {
        Program smallest = program;
        int count = lists(program.json()).size();
        for (int list = count - 1; list >= 0; list--) {
            if (list >= lists(smallest.json()).size()) {
                continue;
            }
            for (int at = lists(smallest.json()).get(list).size() - 1; at >= 0; at--) {
                smallest = smallerAt(smallest, list, at, fails);
            }
        }
        return smallest;
    }

    private static Program smallerAt(Program program, int list, int at, Predicate<Program> fails) {
        Program without = copy(program);
        List<JsonArray> lists = lists(without.json());
        if (list >= lists.size() || at >= lists.get(list).size()) {
            return program;
        }
        JsonElement removed = lists.get(list).remove(at);
        if (fails.test(without)) {
            return without;
        }
        for (JsonElement part : removed.getAsJsonArray()) {
            if (isBlock(part)) {
                Program unwrapped = copy(program);
                JsonArray place = lists(unwrapped.json()).get(list);
                replace(place, at, part.getAsJsonArray());
                if (fails.test(unwrapped)) {
                    return unwrapped;
                }
            }
        }
        return program;
    }

    private static void replace(JsonArray place, int at, JsonArray by) {
        List<JsonElement> all = new ArrayList<>(place.deepCopy().asList());
        all.remove(at);
        all.addAll(at, by.deepCopy().asList());
        while (!place.isEmpty()) {
            place.remove(0);
        }
        all.forEach(place::add);
    }

    private static Program copy(Program program) {
        return new Program(program.seed(), program.json().deepCopy());
    }

    /** {@return all lists of statements, outer ones first} */
    private static List<JsonArray> lists(JsonObject program) {
        List<JsonArray> lists = new ArrayList<>();
        collect(program.getAsJsonArray("main"), lists);
        program.getAsJsonArray("bodies").forEach(body -> collect(body.getAsJsonArray(), lists));
        program.getAsJsonArray("callbacks").forEach(callback -> collect(callback.getAsJsonArray(), lists));
        return lists;
    }

    private static void collect(JsonArray block, List<JsonArray> lists) {
        lists.add(block);
        for (JsonElement statement : block) {
            for (JsonElement part : statement.getAsJsonArray()) {
                if (isBlock(part)) {
                    collect(part.getAsJsonArray(), lists);
                }
            }
        }
    }

    /** A list of statements, and not of references to awaitables. */
    private static boolean isBlock(JsonElement part) {
        return part instanceof JsonArray array
                && !array.isEmpty()
                && array.get(0) instanceof JsonArray first
                && first.get(0).getAsString().length() > 1;
    }
}
