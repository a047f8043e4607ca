package dev.loopbridge.loop.fuzz;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** One Python process that runs programs, one after the other. */
final class CPython implements AutoCloseable {
    private final Path script;
    private final Process process;
    private final BufferedWriter programs;
    private final BufferedReader traces;
    private final String version;

    private CPython(String command) throws IOException {
        script = Files.createTempFile("loopbridge-fuzz", ".py");
        try (InputStream source = CPython.class.getResourceAsStream("/fuzz/interpreter.py")) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        process = new ProcessBuilder(command, script.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        programs = process.outputWriter(StandardCharsets.UTF_8);
        traces = process.inputReader(StandardCharsets.UTF_8);
        version = traces.readLine();
    }

    /** {@return one of this command; none if there is no such Python, of 3.11 or later} */
    static Optional<CPython> start(String command) {
        try {
            CPython python = new CPython(command);
            if (python.version != null) {
                return Optional.of(python);
            }
            python.close();
        } catch (IOException notFound) {
            // as it says
        }
        return Optional.empty();
    }

    String version() {
        return version;
    }

    List<String> trace(Program program) {
        try {
            programs.write(program.toString());
            programs.newLine();
            programs.flush();
            String line = traces.readLine();
            if (line == null) {
                throw new IllegalStateException("Python ended at " + program);
            }
            return Traces.split(line);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(script);
    }
}
