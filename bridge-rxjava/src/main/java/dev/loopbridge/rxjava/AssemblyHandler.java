package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.functions.Function;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of RxJava's assembly handlers, with ours put behind it for a while. For one thread at a time.
 *
 * @param <T> what is assembled
 */
final class AssemblyHandler<T> {
    private final Supplier<@Nullable Function<? super T, ? extends T>> getter;
    private final Consumer<@Nullable Function<? super T, ? extends T>> setter;
    private final UnaryOperator<T> guard;
    private @Nullable Installed<T> installed;

    AssemblyHandler(
            Supplier<@Nullable Function<? super T, ? extends T>> getter,
            Consumer<@Nullable Function<? super T, ? extends T>> setter,
            UnaryOperator<T> guard) {
        this.getter = getter;
        this.setter = setter;
        this.guard = guard;
    }

    void install() {
        Function<? super T, ? extends T> current = getter.get();
        if (installed != null && installed == current) {
            return;
        }
        // Behind a handler of somebody else's there may be one of ours: it stays there, and does nothing.
        Installed<T> behind = new Installed<>(current, guard);
        setter.accept(behind);
        leave();
        installed = behind;
    }

    void remove() {
        Installed<T> mine = installed;
        if (mine != null && getter.get() == mine) {
            setter.accept(mine.before);
        }
        leave();
    }

    private void leave() {
        if (installed != null) {
            installed.active = false;
            installed = null;
        }
    }

    private static final class Installed<T> implements Function<T, T> {
        private final @Nullable Function<? super T, ? extends T> before;
        private final UnaryOperator<T> guard;
        private volatile boolean active = true;

        Installed(@Nullable Function<? super T, ? extends T> before, UnaryOperator<T> guard) {
            this.before = before;
            this.guard = guard;
        }

        @Override
        public T apply(T source) throws Throwable {
            T assembled = before == null ? source : before.apply(source);
            return active ? guard.apply(assembled) : assembled;
        }
    }
}
