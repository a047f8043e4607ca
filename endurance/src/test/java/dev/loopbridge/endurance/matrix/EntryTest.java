package dev.loopbridge.endurance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/** The books show each wrong. */
class EntryTest {
    private static Tally tallyOf(Consumer<Entry> life) {
        SubscriptionBatch wave = SubscriptionBatch.of(0, 1);
        wave.forEach(life);
        Tally tally = new Tally();
        tally.add(wave);
        assertThat(tally.total()).isEqualTo(1);
        return tally;
    }

    private static void signal(Entry entry, Consumer<Receiver> signals) {
        Receiver receiver = new Receiver(entry);
        receiver.onSubscribe(Operators.emptySubscription());
        signals.accept(receiver);
    }

    @Test
    void outcome_oneCompletion_isTerminal() {
        Tally tally = tallyOf(entry -> signal(entry, receiver -> {
            receiver.onNext(1);
            receiver.onComplete();
        }));

        assertThat(tally.of(End.TERMINAL)).isEqualTo(1);
        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void outcome_noSignal_isHung() {
        Tally tally = tallyOf(entry -> signal(entry, receiver -> receiver.onNext(1)));

        assertThat(tally.of(End.HUNG)).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void outcome_errorBehindCompletion_isTwice() {
        Tally tally = tallyOf(entry -> signal(entry, receiver -> {
            receiver.onComplete();
            receiver.onError(new IllegalStateException());
        }));

        assertThat(tally.of(End.TWICE)).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void outcome_subscribeThrows_isThrownAndKept() {
        IllegalStateException error = new IllegalStateException();

        Tally tally = tallyOf(entry -> entry.attempt(() -> {
            signal(entry, Receiver::onComplete);
            throw error;
        }));

        assertThat(tally.of(End.THROWN)).isEqualTo(1);
        assertThat(tally.firstThrown()).isSameAs(error);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void outcome_hookToldWhileSubscribing_isHook() {
        Tally tally = tallyOf(entry -> entry.attempt(Entry::reportToHook));

        assertThat(tally.of(End.HOOK)).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void outcome_hookToldOfTheNextOne_isHung() {
        Tally tally = tallyOf(entry -> {
            entry.attempt(() -> {});
            Entry.reportToHook();
        });

        assertThat(tally.of(End.HUNG)).isEqualTo(1);
    }

    @Test
    void outcome_elementBehindTheEnd_isCountedBesides() {
        Tally tally = tallyOf(entry -> signal(entry, receiver -> {
            receiver.onComplete();
            receiver.onNext(1);
        }));

        assertThat(tally.of(End.TERMINAL)).isEqualTo(1);
        assertThat(tally.afterTerminal()).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void outcome_endWhileAnElementIsUnderWay_isCountedBesides() throws Exception {
        SlowConsumer gate = new SlowConsumer();
        SubscriptionBatch wave = SubscriptionBatch.behind(gate, 0, 0, 1);
        Entry entry = wave.entries().get(0);
        Thread slow = new Thread(entry::element);
        CountDownLatch ended = new CountDownLatch(1);
        Thread closer = new Thread(() -> {
            entry.end();
            ended.countDown();
        });

        slow.start();
        gate.awaitReached();
        closer.start();
        ended.await();
        gate.open();
        slow.join();

        Tally tally = new Tally();
        tally.add(wave);
        assertThat(tally.of(End.TERMINAL)).isEqualTo(1);
        assertThat(tally.afterTerminal()).isEqualTo(1);
    }

    @Test
    void outcome_cancelledWithoutASignal_isCancelled() {
        Tally tally = tallyOf(entry -> {
            signal(entry, receiver -> {});
            entry.cancel();
        });

        assertThat(tally.of(End.CANCELLED)).isEqualTo(1);
        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void cancel_beforeTheSubscription_cancelsItWhenItComes() {
        Disposable disposable = Disposable.empty();

        Tally tally = tallyOf(entry -> {
            entry.cancel();
            new Receiver(entry).onSubscribe(disposable);
        });

        assertThat(disposable.isDisposed()).isTrue();
        assertThat(tally.of(End.CANCELLED)).isEqualTo(1);
    }

    @Test
    void request_always_isTheDemand() {
        long[] requested = new long[1];
        Entry entry = SubscriptionBatch.of(0, 1).entries().get(0);

        new Receiver(entry, 3).onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                requested[0] += n;
            }

            @Override
            public void cancel() {}
        });

        assertThat(requested[0]).isEqualTo(3);
    }
}
