/** RxJava 3 on the event loop: its types, and what runs them. */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.rxjava {
    requires transitive dev.loopbridge.loop;
    requires transitive io.reactivex.rxjava3;
    requires transitive org.reactivestreams;
    requires static org.jspecify;

    exports dev.loopbridge.rxjava;
}
