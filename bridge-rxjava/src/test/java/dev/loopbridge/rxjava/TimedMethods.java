package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableSource;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeSource;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.ObservableSource;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleSource;
import io.reactivex.rxjava3.flowables.ConnectableFlowable;
import io.reactivex.rxjava3.functions.Action;
import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.observables.ConnectableObservable;
import io.reactivex.rxjava3.parallel.ParallelFlowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;

/** Every method of RxJava's types that takes a Scheduler, found by reflection and called with what its parameters ask for. */
final class TimedMethods {
    /** What is awaited, if the method lets us choose. Parameters of the same type get the same. */
    private static final Map<Class<?>, Object> ARGUMENTS = Map.ofEntries(
            Map.entry(long.class, 1L),
            Map.entry(int.class, 9),
            Map.entry(boolean.class, false),
            Map.entry(TimeUnit.class, TimeUnit.HOURS),
            Map.entry(Publisher.class, Flowable.just(0)),
            Map.entry(ObservableSource.class, Observable.just(0)),
            Map.entry(SingleSource.class, Single.just(0)),
            Map.entry(MaybeSource.class, Maybe.just(0)),
            Map.entry(CompletableSource.class, Completable.complete()),
            Map.entry(BackpressureOverflowStrategy.class, BackpressureOverflowStrategy.ERROR),
            Map.entry(Action.class, (Action) () -> {}),
            Map.entry(Consumer.class, (Consumer<Object>) dropped -> {}),
            Map.entry(Function.class, (Function<Object, Object>) given -> given),
            Map.entry(Supplier.class, (Supplier<Object>) ArrayList::new),
            Map.entry(Callable.class, (Callable<Object>) () -> 0));

    private TimedMethods() {}

    /** @param method of one of the five types, or of what they give */
    record Timed(Method method) {
        /** {@return the flow, of one of the five types} */
        Object over(PublishProcessor<Integer> source, Scheduler scheduler) {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(type -> type == Scheduler.class ? scheduler : argument(type))
                    .toArray();
            try {
                return flow(method.invoke(receiver(source), arguments));
            } catch (IllegalAccessException | InvocationTargetException wrong) {
                throw new AssertionError(this + " cannot be called", wrong);
            }
        }

        private Object argument(Class<?> type) {
            Object argument = ARGUMENTS.get(type);
            if (argument == null) {
                throw new AssertionError(this + " has a parameter of a type that the table does not know: " + type);
            }
            return argument;
        }

        private Object receiver(PublishProcessor<Integer> source) {
            Class<?> type = method.getDeclaringClass();
            if (Modifier.isStatic(method.getModifiers()) || type == Flowable.class) {
                return source;
            }
            if (type == Observable.class) {
                return source.toObservable();
            }
            if (type == Single.class) {
                return source.firstOrError();
            }
            if (type == Maybe.class) {
                return source.firstElement();
            }
            if (type == Completable.class) {
                return source.take(1).ignoreElements();
            }
            if (type == ParallelFlowable.class) {
                return source.parallel(2);
            }
            return type == ConnectableFlowable.class
                    ? source.publish()
                    : source.toObservable().publish();
        }

        /** {@return whether it keeps its scheduler where the plugin does not look: in a function, or for its connection} */
        boolean hidesItsScheduler() {
            boolean isStream = !List.of(Single.class, Maybe.class).contains(method.getDeclaringClass());
            return method.getName().equals("replay")
                    || (isStream && method.getName().equals("timestamp"));
        }

        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(",", "(", ")"));
        }
    }

    private static Object flow(Object made) {
        if (made instanceof ConnectableFlowable<?> connectable) {
            return connectable.autoConnect();
        }
        if (made instanceof ConnectableObservable<?> connectable) {
            return connectable.autoConnect();
        }
        return made instanceof ParallelFlowable<?> parallel ? parallel.sequential() : made;
    }

    static List<Timed> all() {
        return Stream.of(
                        Flowable.class,
                        Observable.class,
                        Single.class,
                        Maybe.class,
                        Completable.class,
                        ConnectableFlowable.class,
                        ConnectableObservable.class,
                        ParallelFlowable.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .filter(method -> List.of(method.getParameterTypes()).contains(Scheduler.class))
                .map(Timed::new)
                .sorted(Comparator.comparing(Timed::toString))
                .toList();
    }
}
