package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.LoopTransformers;
import io.reactivex.rxjava3.core.Flowable;
import org.reactivestreams.Publisher;

public class LoopTransformersObserveOnTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return Flowable.rangeLong(0, elements).compose(LoopTransformers.observeOn(running(), 4));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return Flowable.<Long>never().compose(LoopTransformers.observeOn(closed(), 4));
    }
}
