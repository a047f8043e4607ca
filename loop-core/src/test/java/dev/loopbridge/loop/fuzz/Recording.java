package dev.loopbridge.loop.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What CPython did once, in a file: a line for each program, of its seed, its fingerprint and its trace.
 *
 * @param seed what the program is generated from
 * @param fingerprint of the program; a generator that makes another one of the seed calls for a new recording
 * @param trace what happened
 */
record Recording(long seed, String fingerprint, List<String> trace) {
    private static final String NAME = "fuzz/cpython.traces";

    static List<Recording> read() throws IOException {
        try (InputStream file = Recording.class.getResourceAsStream("/" + NAME)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Recording::parse)
                    .toList();
        }
    }

    private static Recording parse(String line) {
        String[] parts = line.split(" ", 3);
        return new Recording(Long.parseLong(parts[0]), parts[1], Traces.split(parts[2]));
    }

    /** Into the sources, of which the tests are a copy. */
    static void write(CPython python, long firstSeed, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# CPython " + python.version() + " on the programs of these seeds; made by FuzzTest with"
                + " -Dfuzz.record=true -Dfuzz.python=<a CPython 3.13>");
        for (int i = 0; i < count; i++) {
            Program program = ProgramGenerator.generate(firstSeed + i, Theme.ALL);
            lines.add(program.seed() + " " + program.fingerprint() + " " + Traces.join(python.trace(program)));
        }
        Files.write(Path.of("src/test/resources", NAME), lines, StandardCharsets.UTF_8);
    }
}
