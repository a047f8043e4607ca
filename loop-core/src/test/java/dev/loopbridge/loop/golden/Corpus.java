package dev.loopbridge.loop.golden;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The scenarios recorded from CPython, read from the file as it is. */
final class Corpus {
    static final List<Scenario> SCENARIOS = read();

    private Corpus() {}

    /** One scenario, by the file's own names. */
    record Scenario(
            String name,
            String area,
            List<String> tags,
            List<String> expected,
            Map<String, List<String>> variants,
            String recommended) {

        boolean has(String tag) {
            return tags.contains(tag);
        }

        /** {@return the trace to follow: where versions differ, the recommended one's} */
        List<String> trace() {
            return recommended != null && variants != null ? variants.getOrDefault(recommended, expected) : expected;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record File(List<Scenario> scenarios) {}

    private static List<Scenario> read() {
        try (Reader json = new InputStreamReader(
                Corpus.class.getResourceAsStream("/conformance/visible.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, File.class).scenarios();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
