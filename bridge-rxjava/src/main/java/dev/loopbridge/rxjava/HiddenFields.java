package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Scheduler;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an operator of RxJava's keeps to itself. */
final class HiddenFields {
    private static final String OPERATORS = "io.reactivex.rxjava3.internal.operators.";
    private static final HiddenFields SCHEDULER = new HiddenFields(field -> field.getType() == Scheduler.class);
    private static final HiddenFields DOWNSTREAM =
            new HiddenFields(field -> field.getName().equals("downstream"));

    /** Of each class of operators, the one that is sought. */
    private final ClassValue<Optional<Field>> fields;

    private HiddenFields(Predicate<Field> sought) {
        fields = new ClassValue<>() {
            @Override
            protected Optional<Field> computeValue(Class<?> type) {
                return fieldOf(type, sought);
            }
        };
    }

    /** {@return whom {@code operator} signals; null if the JVM does not let us look, or it is none of RxJava's} */
    static @Nullable Object downstreamOf(Object operator) {
        return DOWNSTREAM.of(operator);
    }

    /** {@return the loop on whose scheduler {@code source} is to run; null if that is another's, or as above} */
    static @Nullable EventLoop loopOf(Object source) {
        return SCHEDULER.of(source) instanceof LoopScheduler scheduler ? scheduler.loop() : null;
    }

    private @Nullable Object of(Object operator) {
        Field field = fields.get(operator.getClass()).orElse(null);
        try {
            return field == null ? null : field.get(operator);
        } catch (IllegalAccessException unseen) {
            return null;
        }
    }

    private static Optional<Field> fieldOf(Class<?> type, Predicate<Field> sought) {
        if (!type.getName().startsWith(OPERATORS)) {
            return Optional.empty();
        }
        for (Field field : type.getDeclaredFields()) {
            if (sought.test(field)) {
                return opened(field);
            }
        }
        return Optional.empty();
    }

    private static Optional<Field> opened(Field field) {
        try {
            field.setAccessible(true);
            return Optional.of(field);
        } catch (InaccessibleObjectException | SecurityException unseen) {
            return Optional.empty();
        }
    }
}
