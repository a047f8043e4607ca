package dev.loopbridge.endurance.everywhere;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} lists the foreign code that is called, and the harness makes all of it throw. */
class CallOutTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");

    @Test
    void rows_areTheHarnesssCallOuts_inOrder() throws Exception {
        String faults = Files.readString(Path.of("../docs/faults.md"));

        assertThat(ROW.matcher(faults).results().map(row -> row.group(1)))
                .containsExactly(
                        Arrays.stream(CallOut.values()).map(CallOut::name).toArray(String[]::new));
    }
}
