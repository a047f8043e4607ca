package dev.loopbridge.loop.internal;

import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where something was made, in debug mode.
 *
 * @param site for what is printed of it: the file and line of user code; empty if there is none on the stack
 * @param stack the whole stack
 */
record Origin(String site, Throwable stack) {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final @Nullable CodeSource OURS = codeSource(Origin.class);

    static Origin here(String what) {
        String site = WALKER.walk(frames -> frames.filter(Origin::isUserCode)
                .findFirst()
                .map(frame -> " created at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse(""));
        return new Origin(site, new Throwable(what));
    }

    private static boolean isUserCode(StackFrame frame) {
        CodeSource source = codeSource(frame.getDeclaringClass());
        return source != null && !Objects.equals(source, OURS);
    }

    /** Null for the JDK's own classes. */
    private static @Nullable CodeSource codeSource(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }
}
