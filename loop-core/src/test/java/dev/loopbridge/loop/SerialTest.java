package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.ExceptionGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What exceptions of ours know after a round trip through Java's serialization. */
class SerialTest {
    private final CloseInfo info =
            new CloseInfo("api", "main", "close()", Instant.ofEpochSecond(1), new Throwable("closed here"));

    /** Holds what no stream takes. */
    private static final class Unwritable extends RuntimeException {
        private final Object held = new Object();

        Unwritable(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return "Unwritable: " + getMessage() + (held == null ? "" : "");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void loopClosedException_copied_keepsItsInfo() throws Exception {
        LoopClosedException closed = new LoopClosedException(info);

        LoopClosedException copy = copy(closed);

        assertThat(copy.info())
                .usingRecursiveComparison()
                .ignoringFields("where")
                .isEqualTo(info);
        assertThat(copy.info().where()).hasMessage("closed here");
        assertThat(copy).hasMessage(closed.getMessage());
        assertThat(copy.getStackTrace()).isEqualTo(closed.getStackTrace());
    }

    @Test
    void loopClosedException_withWhatCannotBeWritten_isCopiedAllTheSame() throws Exception {
        LoopClosedException closed = new LoopClosedException(info);
        closed.initCause(new Unwritable("cause"));
        closed.addSuppressed(new Unwritable("suppressed"));

        LoopClosedException copy = copy(closed);

        assertThat(copy.info().loop()).isEqualTo("api");
        assertThat(copy.getCause()).hasMessage("Unwritable: cause");
        assertThat(copy.getSuppressed()).extracting(Throwable::getMessage).contains("Unwritable: suppressed");
    }

    @Test
    void exceptionGroup_copied_keepsItsExceptions() throws Exception {
        ExceptionGroup group = new ExceptionGroup("m", List.of(new RuntimeException("1"), new RuntimeException("2")));

        ExceptionGroup copy = copy(group);

        assertThat(copy).hasMessage("m (2 sub-exceptions)");
        assertThat(copy.exceptions()).extracting(Throwable::getMessage).containsExactly("1", "2");
    }

    @Test
    void exceptionGroup_withWhatCannotBeWritten_keepsWhatThatSays() throws Exception {
        ExceptionGroup inner = new ExceptionGroup("inner", List.of(new Unwritable("2"), new RuntimeException("3")));
        ExceptionGroup group = new ExceptionGroup("m", List.of(new RuntimeException("1"), inner));

        ExceptionGroup copy = copy(group);

        assertThat(copy.exceptions()).hasSize(2);
        assertThat(((ExceptionGroup) copy.exceptions().get(1)).exceptions())
                .extracting(Throwable::getMessage)
                .containsExactly("Unwritable: 2", "3");
        assertThat(copy.getStackTrace()).isEqualTo(group.getStackTrace());
    }
}
