package dev.loopbridge.loop.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PreparedTest {
    /** Which of them there are depends on the compiler. */
    private static final Pattern MADE_FOR_A_SWITCH = Pattern.compile("\\$\\d+$");

    private static final String ROOT = "dev.loopbridge.loop.";

    /** What fails to initialise once, for want of stack, fails for ever; a test's tools and the engines' inner parts apart. */
    @Test
    void names_areAllThatHaveSomethingToInitialise() {
        List<String> initialising = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.loopbridge.loop")
                        .stream()
                        .filter(one -> one.getStaticInitializer().isPresent())
                        .map(JavaClass::getName)
                        .filter(name -> !name.startsWith(ROOT + "testing.")
                                && !name.equals(Prepared.class.getName())
                                && !name.startsWith(ROOT + "internal.engine.")
                                && !name.startsWith(ROOT + "internal.jvm.VirtualThreads"))
                        .map(name -> name.substring(ROOT.length()))
                        .toList();

        assertThat(Prepared.NAMES).containsAll(initialising);
        assertThat(initialising)
                .containsAll(Prepared.NAMES.stream()
                        .filter(name -> !MADE_FOR_A_SWITCH.matcher(name).find())
                        .toList());
    }
}
