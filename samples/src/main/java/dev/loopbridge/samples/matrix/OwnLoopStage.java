package dev.loopbridge.samples.matrix;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One subscription, on a loop of its own, which its body tells us of. */
final class OwnLoopStage implements Stage {
    private final BiConsumer<Entry, Work> source;
    private final Crew crew;
    private volatile @Nullable Entry only;
    private volatile boolean returned;
    private @Nullable Future<?> driver;

    OwnLoopStage(BiConsumer<Entry, Work> source, Crew crew) {
        this.source = source;
        this.crew = crew;
    }

    @Override
    public void subscribe(Entry entry, Work work) {
        driver = crew.start(() -> subscribeHere(entry, work));
        Patience.spin(() -> entry.hasBegun() || returned);
    }

    @Override
    public void subscribeHere(Entry entry, Work work) {
        only = entry;
        entry.attempt(() -> source.accept(entry, work));
        returned = true;
    }

    @Override
    public void close() {
        Patience.spin(() -> loop() != null || returned);
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
        return (driver == null || Patience.join(driver))
                && Patience.spin(() -> returned)
                && (loop == null || Patience.spin(loop::isClosed));
    }
}
