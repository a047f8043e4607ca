package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our place among the handlers that others set. */
@SuppressWarnings("rawtypes") // as RxJavaPlugins is
class FailOnCloseHookTest {
    private final List<Flowable> assembled = new ArrayList<>();
    private final Function<Flowable, Flowable> theirs = source -> {
        assembled.add(source);
        return source;
    };

    @AfterEach
    void reset() {
        LoopTransformers.disableFailOnClose();
        RxJavaPlugins.reset();
    }

    private static boolean isGuarded() {
        return Flowable.never().hide() instanceof FlowableFailOnClose;
    }

    @Test
    void enable_always_guardsAllFiveTypesOnce() {
        LoopTransformers.enableFailOnClose();
        LoopTransformers.enableFailOnClose();

        assertThat(Flowable.never()).isInstanceOf(FlowableFailOnClose.class);
        assertThat(Observable.never()).isInstanceOf(ObservableFailOnClose.class);
        assertThat(Single.never()).isInstanceOf(SingleFailOnClose.class);
        assertThat(Maybe.never()).isInstanceOf(MaybeFailOnClose.class);
        assertThat(Completable.never()).isInstanceOf(CompletableFailOnClose.class);
        assertThat(Flowable.just(1)).isNotInstanceOf(FlowableFailOnClose.class);
    }

    @Test
    void disable_always_restoresWhatWasThere() {
        RxJavaPlugins.setOnFlowableAssembly(theirs);

        LoopTransformers.enableFailOnClose();
        assertThat(isGuarded()).isTrue();
        assertThat(assembled).isNotEmpty();
        LoopTransformers.disableFailOnClose();

        assertThat(RxJavaPlugins.getOnFlowableAssembly()).isSameAs(theirs);
        assertThat(RxJavaPlugins.getOnObservableAssembly()).isNull();
        assertThat(RxJavaPlugins.getOnSingleAssembly()).isNull();
        assertThat(RxJavaPlugins.getOnMaybeAssembly()).isNull();
        assertThat(RxJavaPlugins.getOnCompletableAssembly()).isNull();
        assertThat(isGuarded()).isFalse();
    }

    @Test
    void disable_behindAnotherHandler_leavesThatAndDoesNothingMore() throws Throwable {
        LoopTransformers.enableFailOnClose();
        Function<? super Flowable, ? extends Flowable> ours = RxJavaPlugins.getOnFlowableAssembly();
        Function<Flowable, Flowable> around = source -> theirs.apply(ours.apply(source));
        RxJavaPlugins.setOnFlowableAssembly(around);
        assertThat(isGuarded()).isTrue();

        LoopTransformers.disableFailOnClose();

        assertThat(RxJavaPlugins.getOnFlowableAssembly()).isSameAs(around);
        assertThat(isGuarded()).isFalse();

        LoopTransformers.enableFailOnClose();
        assertThat(isGuarded()).isTrue();
        LoopTransformers.disableFailOnClose();
        assertThat(RxJavaPlugins.getOnFlowableAssembly()).isSameAs(around);
    }

    @Test
    void enable_afterAReset_isInForceAgain() {
        LoopTransformers.enableFailOnClose();
        RxJavaPlugins.reset();
        assertThat(isGuarded()).isFalse();

        LoopTransformers.enableFailOnClose();

        assertThat(isGuarded()).isTrue();
    }

    @Test
    void disable_afterAReset_bringsNothingBack() {
        RxJavaPlugins.setOnFlowableAssembly(theirs);
        LoopTransformers.enableFailOnClose();
        RxJavaPlugins.reset();

        LoopTransformers.disableFailOnClose();

        assertThat(RxJavaPlugins.getOnFlowableAssembly()).isNull();
    }

    @Test
    void handler_thatThrows_throwsAtTheAssembly() {
        IllegalStateException mine = new IllegalStateException("mine");
        RxJavaPlugins.setOnFlowableAssembly(source -> {
            throw mine;
        });
        LoopTransformers.enableFailOnClose();

        assertThatThrownBy(() -> Flowable.never().hide()).isSameAs(mine);
    }
}
