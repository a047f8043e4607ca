package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One subscription, on a loop of its own, which its body tells us of. */
final class OwnLoopSetup implements Setup {
    private final BiConsumer<Entry, Work> source;
    private final PlainThreads crew;
    private volatile @Nullable Entry only;
    private volatile boolean returned;
    private @Nullable Future<?> driver;

    OwnLoopSetup(BiConsumer<Entry, Work> source, PlainThreads crew) {
        this.source = source;
        this.crew = crew;
    }

    @Override
    public void subscribe(Entry entry, Work work) {
        driver = crew.start(() -> subscribeHere(entry, work));
        BoundedWait.spin(() -> entry.hasBegun() || returned);
    }

    @Override
    public void subscribeHere(Entry entry, Work work) {
        only = entry;
        entry.attempt(() -> source.accept(entry, work));
        returned = true;
    }

    @Override
    public void close() {
        BoundedWait.spin(() -> loop() != null || returned);
        EventLoop loop = loop();
        if (loop != null) {
            loop.shutdown(Duration.ZERO);
        }
    }

    private @Nullable EventLoop loop() {
        Entry entry = only;
        return entry == null ? null : entry.home();
    }

    @Override
    public boolean settle() {
        EventLoop loop = loop();
        return (driver == null || BoundedWait.join(driver))
                && BoundedWait.spin(() -> returned)
                && (loop == null || BoundedWait.spin(loop::isClosed));
    }
}
