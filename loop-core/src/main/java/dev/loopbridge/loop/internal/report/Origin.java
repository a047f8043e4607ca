package dev.loopbridge.loop.internal.report;

import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where something was made, in debug mode.
 *
 * @param site for what is printed of it: the file and line of user code, or, if there is none on the stack, the class of what
 *     it runs; empty if that is the library's own
 * @param stack the whole stack
 */
public record Origin(String site, Throwable stack) {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final String LAMBDA = "$$Lambda";

    /** Each of our modules: what its classes' names begin with, and one of them. */
    private static final String[][] OURS = {
        {"dev.loopbridge.reactor.", "dev.loopbridge.reactor.LoopMono"},
        {"dev.loopbridge.rxjava.", "dev.loopbridge.rxjava.LoopSingle"},
        {"dev.loopbridge.loop.", Origin.class.getName()},
    };

    /** What calls user code, or subscribes for it, on threads on which the user called nothing. */
    private static final String[] FRAMEWORKS = {
        "reactor.", "io.reactivex.", "org.reactivestreams.", "io.micrometer.", "io.netty.", "org.springframework."
    };

    /** @param body what was made, or what it runs */
    public static Origin here(String what, Object body) {
        Optional<String> line = WALKER.walk(frames -> frames.filter(frame -> isUserCode(frame.getDeclaringClass()))
                .findFirst()
                .map(Origin::line));
        return new Origin(line.orElseGet(() -> writtenIn(body)), new Throwable(what));
    }

    private static String line(StackFrame frame) {
        return " created at "
                + (frame.getFileName() == null
                        ? frame.getClassName()
                        : frame.getFileName() + ":" + frame.getLineNumber());
    }

    private static String writtenIn(Object body) {
        Object inside = body;
        for (; ; ) {
            if (inside instanceof WrapsBody wrapper) {
                inside = wrapper.wrappedBody();
            } else if (inside instanceof Wrapping wrapper) {
                inside = wrapper.inner();
            } else {
                return isUserCode(inside.getClass()) ? " created for " + className(inside.getClass()) : "";
            }
        }
    }

    /** Without what the JVM adds to the name of a lambda's class, which differs from run to run. */
    private static String className(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        int end = lambda < 0 ? name.indexOf('/') : lambda + LAMBDA.length();
        return end < 0 ? name : name.substring(0, end);
    }

    private static boolean isUserCode(Class<?> type) {
        CodeSource source = codeSource(type);
        String name = type.getName();
        return source != null && Stream.of(FRAMEWORKS).noneMatch(name::startsWith) && !isOurs(type, name, source);
    }

    /** By the name first: an application in one jar has one source for all. By the source, too: tests share our packages. */
    private static boolean isOurs(Class<?> type, String name, CodeSource source) {
        for (String[] module : OURS) {
            if (name.startsWith(module[0])) {
                return Objects.equals(source, codeSourceOf(module[1], type.getClassLoader()));
            }
        }
        return false;
    }

    private static @Nullable CodeSource codeSourceOf(String className, @Nullable ClassLoader loader) {
        try {
            return codeSource(Class.forName(className, /* initialize= */ false, loader));
        } catch (ClassNotFoundException | LinkageError notHere) {
            return null;
        }
    }

    /** Null for the JDK's own classes. */
    private static @Nullable CodeSource codeSource(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }
}
