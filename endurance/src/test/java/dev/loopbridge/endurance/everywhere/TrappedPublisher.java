package dev.loopbridge.endurance.everywhere;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Somebody else's publisher of a few elements, which ends or does not. */
final class TrappedPublisher implements Publisher<Object> {
    private final Scene scene;
    private final int size;

    TrappedPublisher(Scene scene, int size) {
        this.scene = scene;
        this.size = size;
    }

    @Override
    public void subscribe(Subscriber<? super Object> subscriber) {
        scene.trap.call(CallOut.SUBSCRIBE);
        subscriber.onSubscribe(new Sending(subscriber));
    }

    @Override
    public String toString() {
        scene.trap.call(CallOut.TO_STRING);
        return "publisher";
    }

    private final class Sending implements Subscription {
        private final Subscriber<? super Object> subscriber;
        private int sent;
        private boolean over;

        Sending(Subscriber<? super Object> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            scene.trap.call(CallOut.REQUEST);
            for (long i = 0; i < n && sent < size && !over; i++) {
                sent++;
                subscriber.onNext(sent);
            }
            if (sent == size && !over && !scene.lasts()) {
                over = true;
                subscriber.onComplete();
                subscriber.onError(scene.foreign.new Failure()); // against the rules, for the hooks
            }
        }

        @Override
        public void cancel() {
            over = true;
            scene.trap.call(CallOut.CANCEL);
        }
    }
}
