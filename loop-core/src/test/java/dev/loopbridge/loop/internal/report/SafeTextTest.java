package dev.loopbridge.loop.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    private static Object saying(String text) {
        return new Object() {
            @Override
            public String toString() {
                return text;
            }
        };
    }

    private static final class Throwing {
        final Error error;

        Throwing(Error error) {
            this.error = error;
        }

        @Override
        public String toString() {
            throw error;
        }
    }

    private static final class Overflowing {
        @Override
        public String toString() {
            return "<" + this + ">";
        }
    }

    @Test
    void of_plainText_isThatText() {
        assertThat(SafeText.of(saying("a name, with ünïcode"))).isEqualTo("a name, with ünïcode");
    }

    @Test
    void of_null_isNull() {
        assertThat(SafeText.of(null)).isEqualTo("null");
        assertThat(SafeText.of(saying(null))).isEqualTo("null");
    }

    @Test
    void of_controlCharacters_areEscaped() {
        assertThat(SafeText.of(saying("a\r\nERROR forged\t\u001b[2J\u2028")))
                .isEqualTo("a\\r\\nERROR forged\\t\\u001b[2J\\u2028");
    }

    @Test
    void of_longText_isCut() {
        assertThat(SafeText.of(saying("x".repeat(20_000)))).isEqualTo("x".repeat(10_000) + "...");
        assertThat(SafeText.of(saying("\n" + "x".repeat(20_000)))).isEqualTo("\\n" + "x".repeat(9_999) + "...");
    }

    @Test
    void of_toStringThatThrows_namesTheClassAndTheError() {
        assertThat(SafeText.of(new Throwing(new LinkageError("no such class"))))
                .isEqualTo("<dev.loopbridge.loop.internal.report.SafeTextTest$Throwing whose toString() threw"
                        + " java.lang.LinkageError>");
    }

    @Test
    void of_toStringThatOverflows_namesTheClassAndTheError() {
        assertThat(SafeText.of(new Overflowing()))
                .isEqualTo("<dev.loopbridge.loop.internal.report.SafeTextTest$Overflowing whose toString() threw"
                        + " java.lang.StackOverflowError>");
    }
}
