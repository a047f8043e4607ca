package dev.loopbridge.samples;

import java.io.IOException;

/** The whole story, step by step, with Reactor and RxJava both; exits with 1 if any expectation fails. */
public final class Tour {
    private Tour() {}

    /** Runs all chapters. No arguments. */
    public static void main(String[] args) throws IOException {
        if (!tell()) {
            System.exit(1);
        }
    }

    /** Returns whether every step went as expected. */
    static boolean tell() throws IOException {
        Narrator narrator = new Narrator(System.out);
        ClosedLoopChapter.tell(narrator);
        CuresChapter.tell(narrator);
        ConcurrencyChapter.tell(narrator);
        SubscriptionChapter.tell(narrator);
        DisposalChapter.tell(narrator);
        PipelineChapter.tell(narrator);
        SchedulerChapter.tell(narrator);
        RxSchedulerChapter.tell(narrator);
        RxChapter.tell(narrator);
        SharedLoopChapter.tell(narrator);
        HttpChapter.tell(narrator);
        return narrator.finish();
    }
}
