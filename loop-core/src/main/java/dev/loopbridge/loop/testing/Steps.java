package dev.loopbridge.loop.testing;

/**
 * Shows in which order things happen: each place says which step it is.
 *
 * <pre>{@code
 * loop.callSoon(() -> steps.step(2));
 * steps.step(1);
 * time.runReady();
 * steps.lastStep(3);
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class Steps {
    private int taken;
    private boolean over;

    /** None taken. */
    public Steps() {}

    /**
     * This is step {@code number}.
     *
     * @param number from 1
     * @throws AssertionError if it is the turn of another
     */
    public void step(int number) {
        if (over || number != taken + 1) {
            throw new AssertionError("step " + number + " came after step " + taken + (over ? ", the last" : ""));
        }
        taken = number;
    }

    /**
     * As {@link #step}, and no other may follow.
     *
     * @param number from 1
     * @throws AssertionError if it is the turn of another
     */
    public void lastStep(int number) {
        step(number);
        over = true;
    }

    /**
     * Nothing may come here.
     *
     * @throws AssertionError always
     */
    @SuppressWarnings("DoNotCallSuggester") // calling it is what it is for
    public void neverHere() {
        throw new AssertionError("came where nothing should, after step " + taken);
    }
}
