package dev.loopbridge.reactor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
    void bridge_needsOnlyTheLoopAndItsOwnEcosystem() {
        classes()
                .that()
                .resideOutsideOfPackage("dev.loopbridge.loop..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.loopbridge.reactor..",
                        "dev.loopbridge.loop..",
                        "reactor..",
                        "org.reactivestreams..",
                        "io.micrometer.context..", // which Reactor brings the world of ThreadLocals in by
                        "org.jspecify.annotations",
                        "java..")
                .because("bridges stand side by side, never on one another")
                .check(ALL);
    }

    @Test
    void bridge_staysOutOfTheLoopsInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.loopbridge.loop..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.loop..internal..")
                .because("if a bridge needs an internal, the public API lacks something")
                .check(ALL);
    }

    @Test
    void loop_knowsNoBridge() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopbridge.loop..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopbridge.reactor..")
                .check(ALL);
    }
}
