package dev.loopbridge.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void readme_everyJavaBlock_isPartOfASample() throws Exception {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map((MatchResult block) -> normalized(block.group(1)))
                .toList();
        String samples = allSamples();

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(samples).contains(block));
    }

    @Test
    void tour_allSteps_goAsExpected() throws Exception {
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(Tour.tell())
                    .as(() -> printed.toString(StandardCharsets.UTF_8))
                    .isTrue();
            AwaitAPage.main(new String[0]);
        } finally {
            System.setOut(stdout);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("steps went as expected.")
                .endsWith("hello\n");
    }

    private static String allSamples() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(normalized(Files.readString(file)));
            }
            return all.toString();
        }
    }

    /** Indentation is the formatter's business. */
    private static String normalized(String code) {
        return code.replaceAll("\\s+", "");
    }
}
