package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where others may shut the loop down, and where nobody else does: the rules are the same. */
class SignalGateTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void enter_withAnElementUnderWay_isRefusedUntilItLeaves(boolean shared) {
        SignalGate gate = new SignalGate(shared);
        assertThat(gate.enter()).isTrue();

        assertThat(gate.enter()).isFalse();
        assertThat(gate.leave()).isFalse();

        assertThat(gate.enter()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void end_withNothingUnderWay_maySignal(boolean shared) {
        SignalGate gate = new SignalGate(shared);

        assertThat(gate.end()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void end_withAnElementUnderWay_isLeftToWhoSignalsThat(boolean shared) {
        SignalGate gate = new SignalGate(shared);
        gate.enter();

        assertThat(gate.end()).isFalse();

        assertThat(gate.leave()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void enter_afterTheEnd_isRefused(boolean shared) {
        SignalGate gate = new SignalGate(shared);
        gate.end();

        assertThat(gate.enter()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void enter_afterTheEndThatCameWithinAnElement_isRefused(boolean shared) {
        SignalGate gate = new SignalGate(shared);
        gate.enter();
        gate.end();
        gate.leave();

        assertThat(gate.enter()).isFalse();
    }
}
