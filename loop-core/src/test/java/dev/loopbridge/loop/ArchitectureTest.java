package dev.loopbridge.loop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.loopbridge");

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
}
