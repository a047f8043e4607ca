package dev.loopbridge.rxjava;

enum Verb {
    RUN,
    RUN_UNTIL_COMPLETE,
    SUBMIT
}
