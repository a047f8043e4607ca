package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.exceptions.CompositeException;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test in which anything reached {@code RxJavaPlugins.onError}, unless it took that out of the list. */
class Undeliverable implements BeforeEachCallback, AfterEachCallback {
    final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        RxJavaPlugins.setErrorHandler(errors::add);
    }

    /** {@return {@code error}, or what RxJava put together in it: of that, the cause is a text} */
    static Stream<Throwable> parts(Throwable error) {
        return error instanceof CompositeException several ? several.getExceptions().stream() : Stream.of(error);
    }

    /** Takes out what the README's "What is left" allows: an inner flow that fails by the close beside its own. */
    void takeOutInnerFlowsOfTheClose() {
        assertThat(errors)
                .allMatch(error -> error instanceof UndeliverableException
                        && parts(error.getCause())
                                .allMatch(part -> LoopClosedException.find(part).isPresent()));
        errors.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RxJavaPlugins.reset();
        assertThat(errors).as("in RxJavaPlugins.onError").isEmpty();
    }
}
