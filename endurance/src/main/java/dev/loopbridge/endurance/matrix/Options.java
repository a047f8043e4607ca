package dev.loopbridge.endurance.matrix;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param count how many subscriptions in each cell
 * @param rows which rows, by their names
 * @param output where the report goes
 */
record Options(int count, Pattern rows, Path output) {
    private static final String USAGE = "expected [--count N] [--rows REGEX] [--output FILE], found ";

    Options {
        if (count < 1) {
            throw new IllegalArgumentException("count must be > 0, was " + count);
        }
    }

    static Options defaults() {
        return new Options(10_000, Pattern.compile(""), Path.of("target", "closing-matrix.md"));
    }

    /** {@return the defaults, but for what {@code arguments} say} */
    static Options parse(String... arguments) {
        Options options = defaults();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(USAGE + arguments[i] + " without a value");
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    List<Subject> rows(List<Subject> all) {
        return all.stream().filter(row -> rows.matcher(row.name()).find()).toList();
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--count" -> new Options(Integer.parseInt(value), rows, output);
            case "--rows" -> new Options(count, Pattern.compile(value), output);
            case "--output" -> new Options(count, rows, Path.of(value));
            default -> throw new IllegalArgumentException(USAGE + name);
        };
    }
}
