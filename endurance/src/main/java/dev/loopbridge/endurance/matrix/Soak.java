package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.testing.LoopLeaks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Loops made, run, disposed of and closed at random from several threads, with all bridges at once.
 *
 * <p>{@code mvn verify -Psoak -DskipTests -Dsoak.seconds=60}. Every second or so all come to rest: then each loop must be closed and each
 * thread of theirs gone, and heap and threads are read, which must not grow. Every subscription is in the books. Exits with 1 if
 * one did not end, once, or something was left behind. {@code -Dsoak.seed} repeats the choices of a run, though not its
 * timing.
 */
public final class Soak {
    private static final int THREADS = 4;

    /** As many as are ever at work at once, so that none has to be started later, and looks like a leak. */
    private static final int CREW = THREADS * 64;

    private static final long REST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REST_SECONDS = 40;

    private final Readings readings = new Readings();
    private final PlainThreads crew = new PlainThreads();
    private final List<RandomSubscriptions> lives = new ArrayList<>();

    private Soak(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Subject> ours = Rows.all().stream().filter(Subject::ours).toList();
        for (int i = 0; i < THREADS; i++) {
            lives.add(new RandomSubscriptions(random.split(), ours, crew));
        }
    }

    /** Reads {@code soak.seconds}, 600 if not set, and {@code soak.seed}. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.getInteger("soak.seconds", 600);
        long seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.println("soak: " + seconds + " s, -Dsoak.seed=" + seed + ", JDK " + Runtime.version());
        String fault = new Soak(seed).run(TimeUnit.SECONDS.toNanos(seconds));
        System.out.println(fault == null ? "soak: green" : "soak: " + fault);
        System.exit(fault == null ? 0 : 1);
    }

    /** {@return what went wrong; null if nothing did} */
    private @Nullable String run(long nanos) throws InterruptedException, ExecutionException {
        Hooks hooks = Hooks.install();
        long deadline = System.nanoTime() + nanos;
        try {
            crew.muster(CREW);
            while (deadline - System.nanoTime() > 0) {
                liveAndRest();
                readings.take();
            }
        } catch (AssertionError leak) {
            return leak.getMessage();
        } finally {
            hooks.remove();
            crew.close();
        }
        return verdict();
    }

    /** Not to be inlined by hand: its frame, which is interpreted, keeps {@code leaks}, and so every loop that lived. */
    private void liveAndRest() throws InterruptedException, ExecutionException {
        LoopLeaks leaks = LoopLeaks.watch();
        List<Future<?>> running = new ArrayList<>();
        for (RandomSubscriptions life : lives) {
            running.add(crew.start(() -> life.live(REST_EVERY_NANOS)));
        }
        for (Future<?> one : running) {
            awaitRest(one);
        }
        leaks.check();
    }

    private static void awaitRest(Future<?> life) throws InterruptedException, ExecutionException {
        try {
            life.get(REST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            Thread.getAllStackTraces().forEach(Soak::print);
            throw new AssertionError("a life did not come to rest within " + REST_SECONDS + " s", e);
        }
    }

    /** A hang becomes a stack. */
    private static void print(Thread thread, StackTraceElement[] stack) {
        if (Arrays.toString(stack).contains("dev.loopbridge.")) {
            System.out.println(thread);
            for (StackTraceElement frame : stack) {
                System.out.println("\tat " + frame);
            }
        }
    }

    private @Nullable String verdict() {
        Tally all = new Tally();
        lives.forEach(life -> all.add(life.tally()));
        System.out.printf("soak: %,d subscriptions: %s%n", all.total(), all);
        System.out.println("soak: " + readings);
        return all.isClean() ? readings.growth() : "not every subscription of ours ended, once";
    }
}
