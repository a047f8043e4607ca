package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Work that runs at once, against all that ends it; and the dispose that waits for it. */
public class SchedulingRace {
    private static final long SOON = 1;
    private static final long FAR = Long.MAX_VALUE >> 2;

    /** Work is handed in as the loop closes. */
    @JCStressTest
    @Outcome(id = "accepted, told, 0 pending", expect = ACCEPTABLE, desc = "Accepted, and told of the close")
    @Outcome(id = "refused, silent, 0 pending", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, or refused and told")
    @State
    public static class ScheduleAgainstClose {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(0);
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left();
        }
    }

    /** Work comes to its turn as it is disposed. */
    @JCStressTest
    @Outcome(id = "(ran|silent), 0 pending", expect = ACCEPTABLE, desc = "One of the two came first")
    @Outcome(expect = FORBIDDEN, desc = "Twice, or told")
    @State
    public static class RunAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();

        public RunAgainstDispose() {
            rig.schedule(0);
        }

        @Actor
        public void run() {
            rig.watched.meet();
            rig.watched.runOnce();
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.work.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + rig.left();
        }
    }

    /** A graceful dispose ends when what was queued has run: not before, and not never. */
    @JCStressTest
    @Outcome(
            id = "(accepted, ran|refused, silent), gone",
            expect = ACCEPTABLE,
            desc = "Accepted and awaited, or refused")
    @Outcome(expect = FORBIDDEN, desc = "Gone while work is left, or never gone")
    @State
    public static class ScheduleAgainstGracefulDispose {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;
        private volatile CompletableFuture<Void> gone;
        private volatile boolean goneBeforeItRan;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(0);
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            gone = rig.scheduling.disposeGracefully();
        }

        @Arbiter
        public void judge(L_Result result) {
            goneBeforeItRan = how.equals("accepted") && gone.isDone();
            rig.watched.runOnce();
            result.r1 = how + ", " + rig.work + (goneBeforeItRan ? ", gone too early" : "")
                    + (gone.isDone() ? ", gone" : ", never gone") + rig.watched.complaints();
        }
    }

    /** A timer runs as its scheduler is disposed with grace: gone means that it has ended, and that the rest was told. */
    @JCStressTest
    @Outcome(id = "(ran|told), told, gone", expect = ACCEPTABLE, desc = "Each has one fate, and gone comes behind it")
    @Outcome(expect = FORBIDDEN, desc = "Gone while a timer runs or is yet to be told")
    @State
    public static class FireAgainstGracefulDispose {
        private static final int LOOKS = 20;
        private final SchedulingRig rig = new SchedulingRig();
        private final CountedWork second = new CountedWork();
        private volatile CompletableFuture<Void> gone;
        private boolean early;

        public FireAgainstGracefulDispose() {
            rig.work.body = this::look;
            rig.worker.schedule(rig.work, SOON);
            rig.worker.schedule(second, FAR);
        }

        private void look() {
            for (int i = 0; i < LOOKS; i++) {
                CompletableFuture<Void> now = gone;
                early |= now != null && now.isDone();
            }
        }

        @Actor
        public void fire() {
            rig.watched.meet();
            rig.watched.runOnce();
            boolean isGone = rig.scheduling.disposeGracefully().isDone();
            early |= isGone && second.toString().equals("silent");
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            gone = rig.scheduling.disposeGracefully();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + second + (early ? ", gone too early" : "")
                    + (gone.isDone() ? ", gone" : ", never gone") + rig.watched.complaints();
        }
    }
}
