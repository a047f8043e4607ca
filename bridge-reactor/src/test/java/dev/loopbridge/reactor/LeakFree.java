package dev.loopbridge.reactor;

import dev.loopbridge.loop.testing.LoopLeaks;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Fails a test that leaves a loop open or a thread alive, from the making of its fields on. */
final class LeakFree implements TestInstancePreConstructCallback, AfterEachCallback {
    private LoopLeaks leaks;

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        leaks = LoopLeaks.watch();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leaks.check();
    }
}
