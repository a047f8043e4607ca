package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import org.jspecify.annotations.Nullable;

/** Of all of RxJava's types without demand. */
final class RxObserver implements Observer<Object>, SingleObserver<Object>, MaybeObserver<Object>, CompletableObserver {
    private final Trap trap;
    private final Promise end;
    private volatile @Nullable Disposable subscription;

    RxObserver(Scene scene, String what) {
        trap = scene.trap;
        end = scene.promises.expect(what);
    }

    Promise end() {
        return end;
    }

    void dispose() {
        end.excuse();
        Disposable mine = subscription;
        if (mine != null) {
            mine.dispose();
        }
    }

    @Override
    public void onSubscribe(Disposable given) {
        subscription = given;
        trap.call(CallOut.ON_SUBSCRIBE);
    }

    @Override
    public void onNext(Object item) {
        end.notYet();
        trap.call(CallOut.ON_NEXT);
    }

    @Override
    public void onSuccess(Object item) {
        end.keep();
        trap.call(CallOut.ON_NEXT);
    }

    @Override
    public void onError(Throwable error) {
        end.keep();
        trap.call(CallOut.ON_ERROR);
    }

    @Override
    public void onComplete() {
        end.keep();
        trap.call(CallOut.ON_COMPLETE);
    }

    @Override
    public String toString() {
        trap.call(CallOut.TO_STRING);
        return "observer";
    }
}
