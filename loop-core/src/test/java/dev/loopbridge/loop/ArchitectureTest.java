package dev.loopbridge.loop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.loopbridge");

    private static final String INTERNAL = "dev.loopbridge.loop.internal";

    /** Each knows those before it, and none behind it; the door, which is the package itself, knows them all. */
    private static final List<String> ROOMS =
            List.of("threading", "jvm", "report", "queue", "core", "task", "concurrent", "engine", "life");

    @Test
    void core_livesInItsOwnPackages() {
        classes().should().resideInAPackage("dev.loopbridge.loop..").check(CORE);
    }

    @Test
    void core_needsOnlyTheJdkAndNullnessAnnotations() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.loopbridge.loop..", "java..", "org.jspecify.annotations")
                .because("a bridge must be able to bring in any ecosystem beside the loop")
                .check(CORE);
    }

    @Test
    void internal_hasTheseRoomsAndNoOther() {
        assertThat(CORE.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(INTERNAL + "."))
                        .map(name -> name.substring(INTERNAL.length() + 1))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(ROOMS);
    }

    @ParameterizedTest
    @FieldSource("ROOMS")
    void room_knowsNoneBehindIt(String room) {
        String[] behind = ROOMS.stream()
                .skip(ROOMS.indexOf(room) + 1L)
                .map(name -> INTERNAL + "." + name)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(behind)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.loop.bridge")
                .because("who changes a room should have to know only those before it")
                .check(CORE);
    }
}
