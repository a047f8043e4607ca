package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Futures that depend on futures, deeper than any stack of calls. */
class NestedFuturesTest {
    private static final int DEEP = 20_000;

    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("api")
            .exceptionHandler((of, context) -> reported.add(context.message() + " " + context.exception()))
            .build();

    /** How one future depends on another. */
    enum Wrapper {
        GATHER(future -> Tasks.gather(List.of(future))),
        GATHER_RETURN_EXCEPTIONS(future -> Tasks.gatherReturnExceptions(List.of(future))),
        SHIELD(Tasks::shield),
        COPY(future -> LoopFuture.wrap(future.loop(), future.toCompletableFuture()));

        final UnaryOperator<LoopFuture<?>> wrap;

        Wrapper(UnaryOperator<LoopFuture<?>> wrap) {
            this.wrap = wrap;
        }

        LoopFuture<?> around(LoopFuture<?> innermost, int times) {
            LoopFuture<?> outer = innermost;
            for (int i = 0; i < times; i++) {
                outer = wrap.apply(outer);
            }
            return outer;
        }
    }

    private void iterateUntilDone(LoopFuture<?> future, int most) {
        for (int i = 0; i < most && !future.isDone(); i++) {
            loop.stop();
            loop.runForever();
        }
    }

    @ParameterizedTest
    @EnumSource(Wrapper.class)
    void setException_deepInside_reachesTheOutermost(Wrapper wrapper) {
        LoopFuture<Integer> innermost = loop.createFuture();
        LoopFuture<?> outermost = wrapper.around(innermost, DEEP);
        innermost.cancel();

        iterateUntilDone(outermost, 3 * DEEP);

        assertThat(outermost.isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Wrapper.class)
    void cancel_ofTheOutermost_overflowsNothing(Wrapper wrapper) {
        LoopFuture<Integer> innermost = loop.createFuture();
        LoopFuture<?> outermost = wrapper.around(innermost, DEEP);

        assertThat(outermost.cancel()).isTrue();
        iterateUntilDone(outermost, 3 * DEEP);

        assertThat(outermost.isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Wrapper.class)
    void close_withSomebodyWhoWaitsForTheOutermost_overflowsNothing(Wrapper wrapper) {
        CompletableFuture<?> copy = wrapper.around(loop.createFuture(), DEEP).toCompletableFuture();

        loop.close();

        assertThat(copy).isCompletedExceptionally();
        assertThat(reported).isEmpty();
    }

    @Test
    void close_withSomebodyWhoWaitsForTheInnermost_overflowsNothing() {
        LoopFuture<Integer> innermost = loop.createFuture();
        CompletableFuture<Integer> copy = innermost.toCompletableFuture();
        LoopFuture<?> outermost = Wrapper.GATHER.around(innermost, DEEP);

        loop.close();

        assertThat(copy).isCompletedExceptionally();
        assertThat(outermost.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(reported).isEmpty();
    }

    /** Each awaits a gathering of the one before. */
    private List<Task<Integer>> chain(int length) {
        List<Task<Integer>> chain = new ArrayList<>();
        LoopFuture<Integer> leaf = loop.createFuture();
        chain.add(loop.createTask(() -> await(leaf)));
        for (int i = 0; i < length; i++) {
            Task<Integer> inner = chain.get(i);
            chain.add(loop.createTask(() -> await(Tasks.gather(List.of(inner))).get(0)));
        }
        loop.stop();
        loop.runForever();
        loop.stop();
        loop.runForever();
        return chain;
    }

    @Test
    void cancel_ofTasksThatAwaitGatherings_endsThemAll() {
        List<Task<Integer>> chain = chain(3_000);
        Task<Integer> outermost = chain.get(3_000);

        assertThat(outermost.cancel()).isTrue();
        iterateUntilDone(outermost, 20_000);

        assertThat(chain).allMatch(Task::isCancelled).allMatch(task -> task.cancelling() == 1);
        loop.close();
    }

    @Test
    void cancel_ofATaskThatGathersItself_endsIt() {
        Task<?>[] self = {null};
        self[0] = loop.createTask(() -> await(Tasks.gather(self[0], loop.<Integer>createTask(() -> 1))));
        for (int i = 0; i < 3; i++) {
            loop.stop();
            loop.runForever();
        }

        assertThat(self[0].cancel()).isTrue();
        iterateUntilDone(self[0], 3);

        assertThat(self[0].isCancelled()).isTrue();
        loop.close();
    }

    @Test
    void cancel_thatThrowsOnItsWay_leavesTasksThatCanBeCancelled() {
        boolean[] throwing = {true};
        CompletableFuture<Integer> stage = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                if (throwing[0]) {
                    throw new IllegalStateException("not now");
                }
                return super.cancel(mayInterruptIfRunning);
            }
        };
        Task<Integer> inner = loop.createTask(() -> await(stage));
        Task<Integer> outer = loop.createTask(() -> await(inner));
        loop.stop();
        loop.runForever();

        assertThat(outer.cancel()).isTrue();
        iterateUntilDone(outer, 10);

        assertThat(outer.isCancelled()).isTrue();
        assertThat(reported)
                .singleElement()
                .asString()
                .startsWith("Exception in cancel of ")
                .endsWith("not now");
        loop.close();
    }

    @Test
    void cancel_onAClosedLoop_leavesTheChainAsItWas() {
        List<Task<Integer>> chain = chain(2);
        loop.close();

        assertThat(chain.get(2).cancel()).isFalse();
        assertThatThrownBy(chain.get(2)::result).isInstanceOf(LoopClosedException.class);
    }
}
