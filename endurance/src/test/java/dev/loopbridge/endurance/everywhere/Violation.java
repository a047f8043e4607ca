package dev.loopbridge.endurance.everywhere;

/** A promise that a cell found broken. */
record Violation(Kind kind, String what) {
    enum Kind {
        HUNG,
        TOLD_TWICE,
        NOT_TOLD,
        NOT_CLOSED,
        LEFT_BEHIND,
        THREAD_SPOILT
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
