package textmill.topology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this module. */
@AnalyzeClasses(packages = "textmill.topology", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule shouldImportNothingAboveIt = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("textmill.models..", "textmill.embedded..", "textmill.cli..", "textmill.benchmarks..")
            .because("the topology is a library");

    @ArchTest
    static final ArchRule shouldNotDependInCircles =
            slices().matching("textmill.topology.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule shouldKeepKafkaStreamsInternalsOut = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams.processor.internals..")
            .because("internals change without notice");

    @ArchTest
    static final ArchRule shouldKeepTheRuntimesInsidesOut = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ai.onnxruntime..",
                    "ai.djl..",
                    "textmill.runtime.graph..",
                    "textmill.runtime.tokenize..",
                    "textmill.runtime.batch..",
                    "textmill.runtime.onnx..")
            .because("texts go through the engine");

    @ArchTest
    static final ArchRule shouldLetOnlyThoseMakeRecordsThatKnowAvro = noClasses()
            .that()
            .resideOutsideOfPackages("textmill.topology", "textmill.topology.result..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.avro..", "textmill.events..");

    @ArchTest
    static final ArchRule shouldKeepWhatAKindIsInItsOwnPackage = noClasses()
            .that()
            .resideOutsideOfPackage("textmill.topology.result..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.topology.result.*..")
            .because("the list of kinds is ResultTypes; nothing else dispatches on them");

    @ArchTest
    static final ArchRule shouldKeepKindsApart = slices().matching("textmill.topology.result.(*)..")
            .should()
            .notDependOnEachOther()
            .because("a kind is one folder");

    @ArchTest
    static final ArchRule shouldDecideDeliveryInOnePlace = noClasses()
            .that()
            .resideInAnyPackage(
                    "textmill.topology.config..",
                    "textmill.topology.deadletter..",
                    "textmill.topology.decode..",
                    "textmill.topology.result..",
                    "textmill.topology.topics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.topology.delivery..", "textmill.topology.metrics..", "textmill.topology.http..");

    @ArchTest
    static final ArchRule shouldJudgeAnomaliesWithoutKafka = noClasses()
            .that()
            .resideInAPackage("textmill.topology.anomaly..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "java.time..", "java.util.concurrent..")
            .because("a file is judged by the same code, and the same texts give the same state whenever they come");

    @ArchTest
    static final ArchRule shouldLetNothingDependOnThoseWhoLookOn = noClasses()
            .that()
            .resideOutsideOfPackages("textmill.topology", "textmill.topology.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.topology.console..")
            .because("a console is told what happened, and nothing waits for it");

    @ArchTest
    static final ArchRule shouldLookOnThroughOneDoor = noClasses()
            .that()
            .resideInAPackage("textmill.topology.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.topology.redaction..",
                    "textmill.topology.start..",
                    "textmill.topology.topics..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.streams.errors..")
            .because("it hears of records from Onlooker, and of numbers from counters");
}
