package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class InflowSourceTest {
    private final InflowSource<String> source = new InflowSource<>() {
        @Override
        public void subscribe(Inflow<String> inflow) {}

        @Override
        public void onDiscard(String item) {}

        @Override
        public void onNextDropped(String item) {}

        @Override
        public void onErrorDropped(Throwable error) {}

        @Override
        public String toString() {
            return "mine";
        }
    };

    @Test
    void required_withAnElement_isThat() {
        assertThat(source.required("one")).isEqualTo("one");
    }

    @Test
    void required_withoutElement_namesTheSource() {
        assertThatThrownBy(() -> source.required(null))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("mine completed without an element");
    }
}
