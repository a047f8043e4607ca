package dev.loopbridge.endurance.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void parse_nothing_isTheDefaults() {
        Options options = Options.parse();

        assertThat(options.count()).isEqualTo(10_000);
        assertThat(options.output()).isEqualTo(Path.of("target", "closing-matrix.md"));
        assertThat(options.rows(Rows.all())).hasSameSizeAs(Rows.all());
    }

    @Test
    void parse_all_isWhatItSays() {
        Options options = Options.parse("--count", "5", "--rows", "^LoopMono", "--output", "there.md");

        assertThat(options.count()).isEqualTo(5);
        assertThat(options.output()).isEqualTo(Path.of("there.md"));
        assertThat(options.rows(Rows.all()))
                .isNotEmpty()
                .allMatch(row -> row.name().startsWith("LoopMono"));
    }

    @Test
    void parse_bad_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--count", "0"))
                .withMessage("count must be > 0, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--size", "3"))
                .withMessage("expected [--count N] [--rows REGEX] [--output FILE], found --size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--count"))
                .withMessage("expected [--count N] [--rows REGEX] [--output FILE], found --count without a value");
    }
}
