package dev.loopbridge.endurance.matrix;

import java.util.EnumSet;
import java.util.Set;

/** How a close and subscriptions meet. */
enum Scenario {
    S1("closed before subscribing", Integer.MAX_VALUE),
    S2("closed with delayed work pending", Integer.MAX_VALUE),
    S3("closed with elements in flight behind a slow consumer", Integer.MAX_VALUE),
    S4("close racing with subscribe from two threads", 100),
    S5("dispose racing with completion", 100),
    S6("bodies that throw, fatal errors among it", Integer.MAX_VALUE),
    S7("futures awaited by plain threads at close", Subject.COROUTINES);

    final String title;
    private final int group;

    Scenario(String title, int group) {
        this.title = title;
        this.group = group;
    }

    static Set<Scenario> ofSubscriptions() {
        return EnumSet.complementOf(EnumSet.of(S7));
    }

    static Set<Scenario> ofFutures() {
        return EnumSet.of(S7);
    }

    /** Puts {@code count} subscriptions of {@code subject} to this, at as many places as that takes. */
    Tally run(Subject subject, int count, PlainThreads crew) {
        Tally tally = new Tally();
        Disposer rival = new Disposer();
        int most = this == S5 && subject.disposeCloses() ? 1 : Math.min(group, subject.group());
        for (int first = 0; first < count; first += most) {
            Setup stage = subject.opening().apply(crew);
            SubscriptionBatch wave = play(stage, first, Math.min(most, count - first), crew, rival);
            if (!stage.settle()) {
                System.err.println(subject.name() + ", " + this + ": threads are still at work after their time");
            }
            tally.add(wave);
        }
        return tally;
    }

    private SubscriptionBatch play(Setup stage, int first, int size, PlainThreads crew, Disposer rival) {
        return switch (this) {
            case S1 -> Plays.useAfterClose(stage, first, size, crew);
            case S2 -> Plays.closeOnPending(stage, first, size, crew);
            case S3 -> Plays.closeBehindSlowConsumer(stage, first, size, crew);
            case S4 -> Plays.closeAgainstSubscribe(stage, first, size, crew);
            case S5 -> Plays.disposeAgainstCompletion(stage, first, size, crew, rival);
            case S6 -> Plays.throwErrors(stage, first, size);
            case S7 -> Plays.awaitFutures(stage, first, size, crew);
        };
    }
}
