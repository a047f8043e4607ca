package dev.loopbridge.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} says what its tests show, no less and no more. */
class FaultTableTest {
    private static final Map<String, Path> MODULES = Map.of(
            "core", Path.of("../loop-core/src/test/java"),
            "reactor", Path.of("../bridge-reactor/src/test/java"),
            "rxjava", Path.of("../bridge-rxjava/src/test/java"));
    private static final Pattern TEST_METHOD = Pattern.compile(
            "@(?:Parameterized|Repeated)?Test\\b(?:\\([^)]*\\))?(?:\\s*@\\w+(?:\\([^)]*\\))?)*\\s*(?:<\\w+> )?void (\\w+)\\(");
    private static final Pattern NAMED = Pattern.compile("`((?:core|reactor|rxjava)/\\w+#\\w+)`");
    private static final Pattern ABOUT_FAULTS = Pattern.compile("Faulty\\w+Test|\\w+FaultsTest|FatalErrorsTest");

    @Test
    void table_everyTestNamed_exists() throws Exception {
        Set<String> all = tests(Pattern.compile("\\w+"));

        assertThat(named()).isNotEmpty().allSatisfy(name -> assertThat(all).contains(name));
    }

    @Test
    void table_everyTestOfAFault_isNamed() throws Exception {
        assertThat(named()).containsAll(tests(ABOUT_FAULTS));
    }

    private static Set<String> named() throws Exception {
        return NAMED.matcher(Files.readString(Path.of("../docs/faults.md")))
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tests(Pattern classes) throws Exception {
        Set<String> found = new TreeSet<>();
        for (Map.Entry<String, Path> module : MODULES.entrySet()) {
            try (Stream<Path> files = Files.walk(module.getValue())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    if (classes.matcher(name).matches()) {
                        TEST_METHOD
                                .matcher(Files.readString(file))
                                .results()
                                .forEach(method -> found.add(module.getKey() + "/" + name + "#" + method.group(1)));
                    }
                }
            }
        }
        return found;
    }
}
