package dev.loopbridge.endurance.everywhere;

/** Who hears of errors without a caller. */
enum Ears {
    HANDLER,
    LOG
}
