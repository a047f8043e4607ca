package dev.loopbridge.loop.internal.report;

import org.jspecify.annotations.Nullable;

/** What foreign objects say of themselves, fit for a message: never throws, stays in one line, and has a bounded length. */
public final class SafeText {
    /** More than any name or message needs; a record of a log is no place for a whole document. */
    static final int MOST_CHARACTERS = 10_000;

    private SafeText() {}

    /** {@return what {@code value} says of itself; its class, and what its {@code toString()} threw, if it throws} */
    public static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            return line(value.toString());
        } catch (Throwable thrown) {
            return unprintable(value, thrown);
        }
    }

    /** {@return the calling thread's name} Anybody may set it, to anything. */
    public static String threadName() {
        return line(Thread.currentThread().getName());
    }

    /** {@return {@code text} in one line: control characters are escaped as Java escapes them} */
    public static String line(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        int length = Math.min(text.length(), MOST_CHARACTERS);
        for (int i = 0; i < length; i++) {
            if (isControl(text.charAt(i))) {
                return escaped(text, length);
            }
        }
        return length == text.length() ? text : text.substring(0, length) + "...";
    }

    private static String escaped(String text, int length) {
        StringBuilder line = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (isControl(c)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return length == text.length() ? line.toString() : line.append("...").toString();
    }

    /** Whatever could begin a new line, or steer a terminal; the two separators are lines to some viewers. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static String unprintable(Object value, Throwable thrown) {
        try {
            return "<" + value.getClass().getName() + " whose toString() threw "
                    + thrown.getClass().getName() + ">";
        } catch (Throwable noStackOrMemoryLeft) {
            return "<unprintable>";
        }
    }
}
