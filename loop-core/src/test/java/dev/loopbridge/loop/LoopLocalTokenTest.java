package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.concurrent.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code contextvars.Token}. */
class LoopLocalTokenTest {
    private final LoopLocal<String> local = LoopLocal.withDefault("none");
    private final EventLoop loop = EventLoop.builder().name("api").build();

    @AfterEach
    void close() {
        loop.close();
        local.remove();
    }

    private void main(Runnable body) {
        loop.runUntilComplete(() -> {
            body.run();
            return 1;
        });
    }

    @Test
    void reset_nested_goesBackStepByStep() {
        main(() -> {
            LoopLocal.Token<String> first = local.set("a");
            LoopLocal.Token<String> second = local.set("b");
            assertThat(second.oldValue()).isEqualTo("a");
            assertThat(first.wasSet()).isFalse();
            assertThat(first.oldValue()).isEqualTo("none");

            local.reset(second);
            assertThat(local.get()).isEqualTo("a");
            local.reset(first);
            assertThat(local.get()).isEqualTo("none");
        });
    }

    @Test
    void reset_afterAnAwait_isOfTheSameTask() {
        main(() -> {
            LoopLocal.Token<String> token = local.set("a");
            Tasks.yieldNow();

            local.reset(token);

            assertThat(local.get()).isEqualTo("none");
        });
    }

    @Test
    void reset_twice_isRefused() {
        LoopLocal.Token<String> token = local.set("a");
        local.reset(token);

        assertThatThrownBy(() -> local.reset(token))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Token has already been used once; each set() gives another");
    }

    @Test
    void reset_ofAnotherLocal_isRefused() {
        LoopLocal<String> other = LoopLocal.withDefault("other");
        LoopLocal.Token<String> token = local.set("a");

        assertThatThrownBy(() -> other.reset(token))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Token was created by a different LoopLocal");
        assertThat(token.local()).isSameAs(local);
    }

    @Test
    void reset_inAnotherTask_isRefusedAndUsesNothingUp() {
        main(() -> {
            LoopLocal.Token<String> token = local.set("a");
            Task<Integer> other = loop.createTask(() -> {
                assertThatThrownBy(() -> local.reset(token))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Token was created in a different context; reset() is for the task or callback that"
                                + " called set()");
                return 1;
            });
            await(other);

            local.reset(token);

            assertThat(local.get()).isEqualTo("none");
        });
    }

    @Test
    void reset_toNull_isTheValueThatWasSet() {
        LoopLocal<String> nullable = LoopLocal.create();
        nullable.set(null);
        LoopLocal.Token<String> token = nullable.set("a");
        assertThat(token.wasSet()).isTrue();

        nullable.reset(token);

        assertThat(nullable.get()).isNull();
        nullable.remove();
    }
}
