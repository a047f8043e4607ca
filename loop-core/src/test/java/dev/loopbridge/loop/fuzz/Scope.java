package dev.loopbridge.loop.fuzz;

/**
 * Where a statement stands: what it may do there.
 *
 * @param body whose statement this is; bodies start later ones only, so that there is an end
 * @param callback whose statement this is; callbacks register later ones only
 * @param depth how many blocks it is inside of
 * @param suspends whether it may suspend
 * @param fails whether it may fail
 * @param condition which condition is held; -1 if none
 * @param inGroup whether a task group is open
 * @param inTimeout whether a timeout is
 */
record Scope(
        int body,
        int callback,
        int depth,
        boolean suspends,
        boolean fails,
        int condition,
        boolean inGroup,
        boolean inTimeout) {
    static final Scope MAIN = new Scope(-1, -1, 0, false, false, -1, false, false);

    static Scope body(int number) {
        return new Scope(number, -1, 0, true, true, -1, false, false);
    }

    static Scope callback(int number) {
        return new Scope(-1, number, 0, false, true, -1, false, false);
    }

    Scope inside() {
        return new Scope(body, callback, depth + 1, suspends, fails, condition, inGroup, inTimeout);
    }

    Scope holding(int heldCondition) {
        return new Scope(body, callback, depth + 1, suspends, fails, heldCondition, inGroup, inTimeout);
    }

    Scope grouped() {
        return new Scope(body, callback, depth + 1, suspends, fails, condition, true, inTimeout);
    }

    Scope limited() {
        return new Scope(body, callback, depth + 1, suspends, fails, condition, inGroup, true);
    }
}
