package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** All rows, and how a row of each verb is opened. */
final class Rows {
    private static final List<Source<EventLoop>> SHARED = Stream.of(
                    ReactorRows.shared(), RxRows.shared(), RxTimedRows.shared())
            .flatMap(List::stream)
            .toList();

    private Rows() {}

    static List<Subject> all() {
        return Stream.of(
                        ReactorRows.all(),
                        RxRows.all(),
                        RxTimedRows.all(),
                        RxSchedulerRows.all(),
                        List.of(submit("all of these on one loop", Rows::together)),
                        FutureRows.all(),
                        ControlRows.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Each subscription has a loop of its own: nobody can close it before. */
    static Subject run(String name, BiConsumer<Entry, Work> source) {
        return Subject.driven(name, 1, crew -> new OwnLoopSetup(source, crew)).without(Scenario.S1);
    }

    static Subject runUntilComplete(String name, Source<EventLoop> source) {
        return Subject.driven(name, Subject.DRIVING, crew -> new DrivenSetup(source, crew));
    }

    static Subject submit(String name, Source<EventLoop> source) {
        return Subject.shared(name, Subject.COROUTINES, crew -> hosted(source, /* promises= */ true));
    }

    /** Without a coroutine for each. */
    static Subject timed(String name, Source<EventLoop> source) {
        return Subject.shared(name, Subject.QUEUED, crew -> hosted(begun(source), /* promises= */ true));
    }

    /** {@return {@code source}, which has no body that could tell: it is under way once it is subscribed to} */
    static Source<EventLoop> begun(Source<EventLoop> source) {
        return (loop, entry, work) -> {
            entry.begin();
            source.subscribe(loop, entry, work);
        };
    }

    /** Operators of the peer's, which let fatal errors pass: no {@code onError} comes of them before the close. */
    static Subject chains(String name, Source<EventLoop> source) {
        return Subject.shared(name, Subject.QUEUED, crew -> hosted(source, /* promises= */ false));
    }

    private static Setup hosted(Source<EventLoop> source, boolean promises) {
        RunningLoopTarget place = new RunningLoopTarget();
        return new SharedSetup<>(place, place.loop(), source, promises);
    }

    /** By turns a source of each kind, all on one loop. */
    private static void together(EventLoop loop, Entry entry, Work work) {
        SHARED.get(entry.number() % SHARED.size()).subscribe(loop, entry, work);
    }

    /** To submit to a closed loop is refused at that call; what is at stake here is who looks at a task. */
    static LoopFuture<Object> task(EventLoop loop, Entry entry, Work work) {
        try {
            return loop.submit(Bodies.one(entry, work));
        } catch (LoopClosedException closed) {
            return loop.createFuture();
        }
    }

    /** {@return whether who looks at the task of {@code entry} leaves it alone when it is no longer interested} */
    static boolean leavesTask(Entry entry) {
        return entry.number() % 3 == 0;
    }

    /** {@return how long a timer takes} */
    static Duration delay(Work work) {
        return work == Work.LATER ? Bodies.HOUR : Duration.ZERO;
    }

    /** {@return one for a stream: of those behind a slow consumer every other is slow itself, and takes one element} */
    static Receiver receiver(Entry entry, Work work) {
        boolean slow = work == Work.BURST && entry.number() % 2 == 1;
        return new Receiver(entry, slow ? 1 : Long.MAX_VALUE);
    }

    /** An interval for each work; it ends by too little demand alone, and that is what S5 races with. */
    record Ticks(Duration delay, Duration period, long demand) {
        static Ticks of(Work work) {
            Duration delay = Rows.delay(work);
            return switch (work) {
                case BURST -> new Ticks(delay, Duration.ofMillis(1), Long.MAX_VALUE);
                case STEPS, THROWS -> new Ticks(delay, Duration.ofNanos(1), 1);
                case QUICK, LATER -> new Ticks(delay, Bodies.HOUR, Long.MAX_VALUE);
            };
        }
    }
}
