package dev.loopbridge.endurance.everywhere;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what would spoil that of the tests. */
final class FreshJvm {
    private FreshJvm() {}

    /** {@return the lines that the {@code main} of {@code program} printed, on either stream} */
    static List<String> run(Class<?> program, List<String> options, String argument, long patienceSeconds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), argument));
        try {
            Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
            jvm.getOutputStream().close();
            Thread killer = new Thread(() -> kill(jvm, patienceSeconds), "killer");
            killer.setDaemon(true);
            killer.start();
            String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return printed.lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void kill(Process jvm, long patienceSeconds) {
        try {
            if (!jvm.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                jvm.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
