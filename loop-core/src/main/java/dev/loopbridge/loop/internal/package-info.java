/**
 * The machinery behind the API; nothing here is exported.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.NativeLoop}. One type a responsibility: what runs next ({@code Agenda}, with
 * its ready queue, timer queue and inbox), who holds the loop ({@code Baton}), how it ends ({@code Shutdown},
 * {@code Closing}).
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal;
