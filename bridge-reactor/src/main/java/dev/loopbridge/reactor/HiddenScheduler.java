package dev.loopbridge.reactor;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The scheduler that an operator of Reactor's was given and does not show, as a cache, or one that only asks for the time. */
final class HiddenScheduler {
    private static final String REACTORS = Flux.class.getPackageName();

    /** Of each class of operators, the field that has it. */
    private static final ClassValue<Optional<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected Optional<Field> computeValue(Class<?> type) {
            return type.getPackageName().equals(REACTORS) ? fieldOf(type) : Optional.empty();
        }
    };

    private HiddenScheduler() {}

    /** {@return null if it has none, or the JVM does not let us look} */
    static @Nullable Object of(Object operator) {
        Field field = FIELDS.get(operator.getClass()).orElse(null);
        try {
            return field == null ? null : field.get(operator);
        } catch (IllegalAccessException unseen) {
            return null;
        }
    }

    private static Optional<Field> fieldOf(Class<?> operator) {
        for (Class<?> type = operator; isAnOperator(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Scheduler.class) {
                    return opened(field);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAnOperator(Class<?> type) {
        return type != null && type != Object.class && type != Flux.class && type != Mono.class;
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
