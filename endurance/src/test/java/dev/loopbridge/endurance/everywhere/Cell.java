package dev.loopbridge.endurance.everywhere;

/** One call of one call-out throws, in one play, in one phase of a loop's life. */
record Cell(Play play, Phase phase, Ears ears, CallOut callOut, int nth, Thrown thrown) {
    @Override
    public String toString() {
        return callOut + " #" + nth + " throws " + thrown + " in " + play + ", " + phase + ", " + ears;
    }
}
