package dev.loopbridge.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.loopbridge");

    @Test
    void samples_useOnlyWhatAReaderCanUse() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopbridge.samples..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge..internal..")
                .check(ALL);
    }

    @Test
    void samples_areTheEndOfTheLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.loopbridge.samples..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.samples..")
                .check(ALL);
    }

    @Test
    void bridges_doNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopbridge.reactor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.rxjava..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dev.loopbridge.rxjava..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.reactor..")
                .check(ALL);
    }
}
