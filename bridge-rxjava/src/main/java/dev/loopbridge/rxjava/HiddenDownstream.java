package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.Observer;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** Whom an operator of RxJava's signals, which it does not show. */
final class HiddenDownstream {
    private static final String OPERATORS = "io.reactivex.rxjava3.internal.operators.";

    /** Of each class of operators, the field that has it. */
    private static final ClassValue<Optional<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected Optional<Field> computeValue(Class<?> type) {
            return fieldOf(type);
        }
    };

    private HiddenDownstream() {}

    /** {@return null if it has none, or the JVM does not let us look} */
    static @Nullable Object of(Object operator) {
        Field field = FIELDS.get(operator.getClass()).orElse(null);
        try {
            return field == null ? null : field.get(operator);
        } catch (IllegalAccessException unseen) {
            return null;
        }
    }

    private static Optional<Field> fieldOf(Class<?> type) {
        if (!type.getName().startsWith(OPERATORS)) {
            return Optional.empty();
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals("downstream")
                    && (Subscriber.class.isAssignableFrom(field.getType())
                            || Observer.class.isAssignableFrom(field.getType()))) {
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
