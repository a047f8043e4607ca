package dev.loopbridge.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM in which nothing has been loaded yet, and nothing is opened that the test does not open. */
public final class FreshJvm {
    private static final long PATIENCE_SECONDS = 25;

    /** What a process says that was ended by force. */
    private static final int KILLED = 128 + 9;

    private FreshJvm() {}

    /** {@return the lines that the {@code main} of {@code program} printed, on either stream} */
    public static List<String> run(Class<?> program, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        try {
            Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
            jvm.getOutputStream().close();
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(jvm::destroyForcibly);
            String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jvm.waitFor() == KILLED) {
                throw new AssertionError("a fresh JVM does not end, and printed: " + printed);
            }
            return printed.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
