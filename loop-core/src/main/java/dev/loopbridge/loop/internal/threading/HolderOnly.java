package dev.loopbridge.loop.internal.threading;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * For the thread that holds the loop: that runs it, carries one of its coroutines, closes it, or has borrowed it while it was idle.
 * Of a type: all its methods, where nothing else is said. Once the loop is closed, for any thread.
 *
 * <p>Where a call may come from elsewhere by mistake, an {@code assert} of {@link
 * dev.loopbridge.loop.internal.core.CoreLoop#isHeldHere()} says so in tests.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.FIELD})
public @interface HolderOnly {}
