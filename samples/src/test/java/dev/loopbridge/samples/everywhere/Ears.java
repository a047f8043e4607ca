package dev.loopbridge.samples.everywhere;

/** Who hears of errors without a caller. */
enum Ears {
    HANDLER,
    LOG
}
