package dev.loopbridge.endurance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.loopbridge.endurance");

    @Test
    void endurance_usesOnlyWhatAUserCanUse() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge..internal..")
                .check(MAIN);
    }
}
