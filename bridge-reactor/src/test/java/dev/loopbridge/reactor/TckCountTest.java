package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** A runner that does not know TestNG skips the TCK without a word; so it is run here once more, and counted. */
class TckCountTest {
    /** All that the black box of TCK 1.0.4 requires. */
    private static final int PASSED = 11;

    /** Rules that it lists as not testable from outside. */
    private static final int SKIPPED = 15;

    @ParameterizedTest
    @ValueSource(classes = {IterateTckTest.class, AwaitTckTest.class, AwaitFirstTckTest.class})
    void blackBox_ofASubscriber_runsInFull(Class<?> verification) {
        TestListenerAdapter results = new TestListenerAdapter();
        TestNG runner = new TestNG(/* useDefaultListeners= */ false);
        runner.setVerbose(0);
        runner.setTestClasses(new Class<?>[] {verification});
        runner.addListener(results);

        runner.run();

        assertThat(results.getFailedTests())
                .extracting(ITestResult::getThrowable)
                .isEmpty();
        assertThat(results.getConfigurationFailures()).isEmpty();
        assertThat(results.getPassedTests()).hasSize(PASSED);
        assertThat(results.getSkippedTests()).hasSize(SKIPPED);
    }
}
