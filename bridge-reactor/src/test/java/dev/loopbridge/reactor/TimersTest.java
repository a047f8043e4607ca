package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.test.StepVerifier;

/** Delays and intervals as Reactor's users know them. */
class TimersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualEventLoop time = VirtualEventLoop.create();

    @AfterEach
    void noTimerIsLeft() {
        assertThat(time.advanceToNextTimer()).isFalse();
        time.close();
    }

    @Test
    void delay_isCold() {
        var delay = LoopMono.delay(time.loop(), SECOND);

        for (int twice = 0; twice < 2; twice++) {
            StepVerifier.create(delay)
                    .then(() -> time.advance(SECOND))
                    .expectNext(0L)
                    .verifyComplete();
        }
    }

    @Test
    void delay_runsOnTheHomeThread() {
        try (EventLoopThread host = EventLoopThread.start("home")) {
            StepVerifier.create(LoopMono.delay(host.loop(), Duration.ZERO)
                            .map(zero -> Thread.currentThread().getName()))
                    .expectNext("home")
                    .verifyComplete();
        }
    }

    @Test
    void interval_runsOnTheHomeThread() {
        try (EventLoopThread host = EventLoopThread.start("home")) {
            StepVerifier.create(LoopFlux.interval(host.loop(), Duration.ZERO, Duration.ofMillis(1))
                            .map(tick -> tick + " on " + Thread.currentThread().getName())
                            .take(3))
                    .expectNext("0 on home", "1 on home", "2 on home")
                    .verifyComplete();
        }
    }

    @Test
    void interval_withADelay_beginsThen() {
        StepVerifier.create(LoopFlux.interval(time.loop(), SECOND.multipliedBy(5), SECOND)
                        .take(2))
                .then(() -> time.advance(SECOND.multipliedBy(5).minusNanos(1)))
                .then(() -> assertThat(time.loop().time()).isEqualTo(4_999_999_999L))
                .then(() -> time.advance(SECOND))
                .expectNext(0L)
                .then(() -> time.advance(SECOND))
                .expectNext(1L)
                .verifyComplete();
    }

    @Test
    void interval_withoutDemand_overflowsAsReactorsDoes() {
        StepVerifier.create(LoopFlux.interval(time.loop(), SECOND), 1)
                .then(() -> time.advance(SECOND.multipliedBy(2)))
                .expectNext(0L)
                .expectErrorSatisfies(error -> {
                    assertThat(Exceptions.isOverflow(error)).isTrue();
                    assertThat(error)
                            .hasMessage("tick 1 came without demand, and an interval waits for nobody; use"
                                    + " onBackpressureDrop() or onBackpressureLatest()");
                })
                .verify();
    }

    @Test
    void interval_withAnOperatorThatTakesIt_doesNotOverflow() {
        StepVerifier.create(LoopFlux.interval(time.loop(), SECOND).onBackpressureDrop(), 1)
                .then(() -> time.advance(SECOND))
                .expectNext(0L)
                .then(() -> time.advance(SECOND.multipliedBy(2)))
                .thenRequest(1)
                .then(() -> time.advance(SECOND))
                .expectNext(3L)
                .thenCancel()
                .verify();
    }

    @Test
    void interval_repeated_beginsAtZero() {
        StepVerifier.create(LoopFlux.interval(time.loop(), SECOND).take(2).repeat(1))
                .then(() -> time.advance(SECOND.multipliedBy(4)))
                .expectNext(0L, 1L, 0L, 1L)
                .verifyComplete();
    }

    @Test
    void interval_withoutAPositivePeriod_isRefusedAtTheCall() {
        assertThatThrownBy(() -> LoopFlux.interval(time.loop(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be > 0, was PT0S");
    }
}
