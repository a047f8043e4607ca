package dev.loopbridge.reactor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Notes each signal by its name, and then does what the test wants in the one that the test names. */
final class FaultySubscriber implements CoreSubscriber<Object> {
    final List<String> signals = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    long first = Long.MAX_VALUE;
    private final String faulty;
    private final Runnable fault;
    volatile Subscription subscription;

    /** @param faulty the name of a signal */
    FaultySubscriber(String faulty, Runnable fault) {
        this.faulty = faulty;
        this.fault = fault;
    }

    static FaultySubscriber throwing(Throwable thrown, String faulty) {
        return new FaultySubscriber(faulty, () -> sneak(thrown));
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    private void signal(String name, Object what) {
        signals.add(name + what);
        if (name.equals(faulty)) {
            fault.run();
        }
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (faulty.equals("onSubscribe")) {
            fault.run();
        }
        given.request(first);
    }

    @Override
    public void onNext(Object item) {
        signal("onNext", " " + item);
    }

    @Override
    public void onError(Throwable error) {
        try {
            signal("onError", " " + error);
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void onComplete() {
        try {
            signal("onComplete", "");
        } finally {
            ended.countDown();
        }
    }
}
