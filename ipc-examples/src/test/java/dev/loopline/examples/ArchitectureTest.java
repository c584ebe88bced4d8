package dev.loopline.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Examples show what users can do: they use what is published. */
@Tag("one-java")
class ArchitectureTest {
    @Test
    void examplesUseNothingInternal() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopline.internal..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.loopline.examples"));
    }
}
