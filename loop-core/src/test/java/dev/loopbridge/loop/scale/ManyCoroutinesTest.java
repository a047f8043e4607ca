package dev.loopbridge.loop.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many coroutines fit into 1 GiB of heap, all suspended at once: in a JVM of their own for each engine. */
class ManyCoroutinesTest {
    private static final int ON_VIRTUAL_THREADS = 100_000;
    private static final int ON_PLATFORM_THREADS = 2_000;

    static Stream<CoroutineEngine> engines() {
        return Arrays.stream(CoroutineEngine.values())
                .filter(engine -> engine != CoroutineEngine.AUTO)
                .filter(ManyCoroutinesTest::isOffered);
    }

    private static boolean isOffered(CoroutineEngine engine) {
        try (EventLoop loop = EventLoop.builder().engine(engine).build()) {
            return !loop.isClosed();
        } catch (IllegalStateException notHere) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    @Timeout(120)
    void suspendedCoroutines_in1GiB_allResumeAndAllUnwind(CoroutineEngine engine) throws Exception {
        int count = engine == CoroutineEngine.THREADS ? ON_PLATFORM_THREADS : ON_VIRTUAL_THREADS;

        String output = runInAJvmOfItsOwn(engine, count);

        System.out.println("many: " + engine + ": " + output.strip().replace("\n", "; "));
        assertThat(output.lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("suspended " + count + " with "),
                        second -> assertThat(second).isEqualTo("resumed " + count + ", finally blocks " + count),
                        third -> assertThat(third)
                                .isEqualTo("suspended " + count + " again, cancelled " + count
                                        + ", failed 0, finally blocks " + count + ", not unwound []"));
    }

    private static String runInAJvmOfItsOwn(CoroutineEngine engine, int count)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx1g",
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SuspendedCoroutines.class.getName(),
                        engine.name(),
                        String.valueOf(count))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
