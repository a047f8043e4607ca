package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopPluginsTest {
    private final EventLoop loop = EventLoop.builder().name("api").build();

    @AfterEach
    void reset() {
        LoopPlugins.reset();
        loop.close();
    }

    @Test
    void initHandler_always_decidesWhetherAnythingIsMade() {
        TestScheduler time = new TestScheduler();
        EventLoop closed = EventLoop.create();
        closed.close();
        LoopPlugins.setInitLoopSchedulerHandler(made -> time);

        TestSubscriber<Long> ticks =
                Flowable.interval(1, TimeUnit.HOURS, LoopSchedulers.from(loop)).test();
        time.advanceTimeBy(2, TimeUnit.HOURS);

        ticks.assertValues(0L, 1L);
        assertThat(LoopSchedulers.newSingle("never a thread")).isSameAs(time);
        assertThat(LoopSchedulers.newSingle(closed)).isSameAs(time);
    }

    @Test
    void schedulerHandler_always_getsWhatWasMade() {
        List<String> made = new ArrayList<>();
        TestScheduler time = new TestScheduler();
        LoopPlugins.setInitLoopSchedulerHandler(Supplier::get);
        LoopPlugins.setLoopSchedulerHandler(scheduler -> {
            made.add(scheduler.toString());
            return time;
        });

        assertThat(LoopSchedulers.from(loop)).isSameAs(time);

        assertThat(made).containsExactly("loop(\"api\")");
    }

    @Test
    void reset_always_removesBoth() {
        Function<Supplier<Scheduler>, Scheduler> init = Supplier::get;
        Function<Scheduler, Scheduler> replace = scheduler -> scheduler;
        LoopPlugins.setInitLoopSchedulerHandler(init);
        LoopPlugins.setLoopSchedulerHandler(replace);
        assertThat(LoopPlugins.getInitLoopSchedulerHandler()).isSameAs(init);
        assertThat(LoopPlugins.getLoopSchedulerHandler()).isSameAs(replace);

        LoopPlugins.reset();

        assertThat(LoopPlugins.getInitLoopSchedulerHandler()).isNull();
        assertThat(LoopPlugins.getLoopSchedulerHandler()).isNull();
        assertThat(LoopSchedulers.from(loop)).hasToString("loop(\"api\")");
    }

    @Test
    void handlers_thatThrowOrReturnNull_failTheCall() {
        EventLoop closed = EventLoop.create();
        closed.close();
        LoopPlugins.setInitLoopSchedulerHandler(Supplier::get);
        assertThatThrownBy(() -> LoopSchedulers.newSingle(closed)).isInstanceOf(LoopClosedException.class);

        LoopPlugins.setLoopSchedulerHandler(scheduler -> null);
        assertThatThrownBy(() -> LoopSchedulers.from(loop))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the scheduler handler of LoopPlugins returned null");

        LoopPlugins.setInitLoopSchedulerHandler(made -> null);
        assertThatThrownBy(() -> LoopSchedulers.from(loop))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the init handler of LoopPlugins returned null");
    }
}
