package dev.loopline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of the structure that neither the compiler nor a module descriptor can hold. */
@Tag("one-java")
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/proto/"))
            .importPackages("dev.loopline");

    @Test
    void theCoreKnowsNothingOfNetty() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CORE);
    }

    @Test
    void onlyTheMetricsSeeMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.loopline.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CORE);
    }

    @Test
    void nothingInternalSeesTheMetrics() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopline.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopline.metrics..")
                .check(CORE);
    }

    @Test
    void internalPackagesAreFreeOfCycles() {
        slices().matching("dev.loopline.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void theEngineKnowsNoSocketsFilesOrThreadsOfATransport() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.loopline.internal.engine..", "dev.loopline.internal.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels..", "java.nio.file..", "dev.loopline.transport.inprocess..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .check(CORE);
    }

    @Test
    void transportsDoNotReachIntoTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopline.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopline.internal..")
                .check(CORE);
    }

    @Test
    void nothingSleepsAndTimeIsReadInOnePlaceOfEachPart() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CORE);
        noClasses()
                .that()
                .doNotHaveSimpleName("SystemScheduler")
                .and()
                .doNotHaveSimpleName("Countdown")
                .and()
                .doNotHaveSimpleName("LimitedLog")
                .and()
                .doNotHaveSimpleName("Pace")
                .and()
                .doNotHaveSimpleName("AdaptiveSpin")
                .should()
                .callMethod(System.class, "nanoTime")
                .check(CORE);
    }

    @Test
    void b23SecretsAndNoncesComeFromNoGeneratorThatCanBeForetold() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.loopline.internal.handshake..", "dev.loopline.endpoint..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.SplittableRandom")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.random..")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CORE);
    }
}
