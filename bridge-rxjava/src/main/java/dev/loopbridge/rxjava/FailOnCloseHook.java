package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;

/** Guards what runs on a loop's scheduler, by RxJava's assembly handlers. */
final class FailOnCloseHook {
    /*
     * An operator keeps its scheduler to itself until it uses it, but for those of which a field can be read (HiddenFields). So
     * every one gets a guard that watches no other loop yet, and whose subscription and signals mark the thread (GuardScope): a
     * loop's scheduler that is used meanwhile finds the guard right below the operator that uses it, and has it watch the loop.
     * What computes its one value when subscribed, or has it already, is left alone, for other operators know it by its type.
     */
    private static final List<AssemblyHandler<?>> HANDLERS = handlers();

    private FailOnCloseHook() {}

    static synchronized void install() {
        HANDLERS.forEach(AssemblyHandler::install);
    }

    static synchronized void remove() {
        HANDLERS.forEach(AssemblyHandler::remove);
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // as RxJavaPlugins is; a guard has the type of its source
    private static List<AssemblyHandler<?>> handlers() {
        return List.of(
                new AssemblyHandler<Flowable>(
                        RxJavaPlugins::getOnFlowableAssembly,
                        RxJavaPlugins::setOnFlowableAssembly,
                        source -> isLeftAlone(source) || source instanceof FlowableFailOnClose
                                ? source
                                : new FlowableFailOnClose(source, null)),
                new AssemblyHandler<Observable>(
                        RxJavaPlugins::getOnObservableAssembly,
                        RxJavaPlugins::setOnObservableAssembly,
                        source -> isLeftAlone(source) || source instanceof ObservableFailOnClose
                                ? source
                                : new ObservableFailOnClose(source, null)),
                new AssemblyHandler<Single>(
                        RxJavaPlugins::getOnSingleAssembly,
                        RxJavaPlugins::setOnSingleAssembly,
                        source -> isLeftAlone(source) || source instanceof SingleFailOnClose
                                ? source
                                : new SingleFailOnClose(source, null)),
                new AssemblyHandler<Maybe>(
                        RxJavaPlugins::getOnMaybeAssembly,
                        RxJavaPlugins::setOnMaybeAssembly,
                        source -> isLeftAlone(source) || source instanceof MaybeFailOnClose
                                ? source
                                : new MaybeFailOnClose(source, null)),
                new AssemblyHandler<Completable>(
                        RxJavaPlugins::getOnCompletableAssembly,
                        RxJavaPlugins::setOnCompletableAssembly,
                        source -> isLeftAlone(source) || source instanceof CompletableFailOnClose
                                ? source
                                : new CompletableFailOnClose(source, null)));
    }

    private static boolean isLeftAlone(Object source) {
        return source instanceof Supplier;
    }
}
