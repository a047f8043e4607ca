package dev.loopbridge.loop.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What to do, as data: bodies, callbacks and main are lists of statements, a statement is a list of its verb and arguments.
 *
 * @param seed what it was generated from
 * @param json all of it; not to be changed
 */
record Program(long seed, JsonObject json) {
    static Program parse(long seed, String text) {
        return new Program(seed, JsonParser.parseString(text).getAsJsonObject());
    }

    List<JsonElement> main() {
        return json.getAsJsonArray("main").asList();
    }

    List<JsonElement> body(int number) {
        return block(json.getAsJsonArray("bodies").get(number));
    }

    List<JsonElement> callback(int number) {
        return block(json.getAsJsonArray("callbacks").get(number));
    }

    /** {@return how many of what is told apart by nothing but its number} */
    int count(String what) {
        return json.get(what).getAsInt();
    }

    /** {@return one number for each of what has one} */
    List<JsonElement> each(String what) {
        return json.getAsJsonArray(what).asList();
    }

    static List<JsonElement> block(JsonElement statements) {
        return ((JsonArray) statements).asList();
    }

    /** {@return a short name for exactly this program: it differs if the generator makes another one of the seed} */
    String fingerprint() {
        CRC32 crc = new CRC32();
        crc.update(toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
