package textmill.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The walls: data flows one way, and each foreign library is known to one package. */
@AnalyzeClasses(packages = "textmill.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] TASK_AND_LATER = {
        "textmill.runtime", "textmill.runtime.task..", "textmill.runtime.engine.."
    };
    private static final String[] OPENVINO_AND_LATER = and("textmill.runtime.openvino..", TASK_AND_LATER);
    private static final String[] ONNX_AND_LATER = and("textmill.runtime.onnx..", OPENVINO_AND_LATER);
    private static final String[] RUNNER_AND_LATER = and("textmill.runtime.runner..", ONNX_AND_LATER);
    private static final String[] BATCH_AND_LATER = and("textmill.runtime.batch..", RUNNER_AND_LATER);

    private static String[] and(String one, String... others) {
        return Stream.concat(Stream.of(one), Stream.of(others)).toArray(String[]::new);
    }

    @ArchTest
    static final ArchRule GRAPH_KNOWS_NOTHING_OF_OURS = classes()
            .that()
            .resideInAPackage("textmill.runtime.graph")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("textmill.runtime.graph", "java..", "org.jspecify..", "org.slf4j");

    @ArchTest
    static final ArchRule DEVICE_KNOWS_NOTHING_OF_OURS = classes()
            .that()
            .resideInAPackage("textmill.runtime.device")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("textmill.runtime.device", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule MODEL_FOLLOWS_GRAPH = classes()
            .that()
            .resideInAPackage("textmill.runtime.model")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.runtime.model",
                    "textmill.runtime.graph",
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml..",
                    "org.slf4j");

    @ArchTest
    static final ArchRule TOKENIZE_FOLLOWS_MODEL = nothingLater("textmill.runtime.tokenize", BATCH_AND_LATER);

    @ArchTest
    static final ArchRule BATCH_FOLLOWS_TOKENIZE = nothingLater("textmill.runtime.batch", RUNNER_AND_LATER);

    @ArchTest
    static final ArchRule RUNNER_FOLLOWS_BATCH = nothingLater("textmill.runtime.runner", ONNX_AND_LATER);

    @ArchTest
    static final ArchRule ONNX_FOLLOWS_RUNNER = nothingLater("textmill.runtime.onnx", OPENVINO_AND_LATER);

    @ArchTest
    static final ArchRule OPENVINO_FOLLOWS_RUNNER =
            nothingLater("textmill.runtime.openvino", and("textmill.runtime.onnx..", TASK_AND_LATER));

    @ArchTest
    static final ArchRule ONLY_THE_START_OF_AN_ENGINE_KNOWS_OPENVINO = noClasses()
            .that()
            .resideOutsideOfPackages("textmill.runtime.openvino", "textmill.runtime.engine.start")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.runtime.openvino..");

    @ArchTest
    static final ArchRule ONLY_THE_RUNTIMES_CALL_NATIVE_LIBRARIES = noClasses()
            .that()
            .resideOutsideOfPackages("textmill.runtime.openvino", "textmill.runtime.onnx")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule TASKS_DO_NOT_KNOW_HOW_A_BATCH_IS_RUN = nothingLater(
            "textmill.runtime.task..",
            "textmill.runtime",
            "textmill.runtime.onnx..",
            "textmill.runtime.openvino..",
            "textmill.runtime.engine..");

    @ArchTest
    static final ArchRule TASKS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("textmill.runtime.task.(*)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule ONLY_THE_LIST_KNOWS_THE_KINDS_OF_TASK = noClasses()
            .that()
            .resideOutsideOfPackages("textmill.runtime.task..", "textmill.runtime")
            .or()
            .resideInAPackage("textmill.runtime.task")
            .and()
            .doNotHaveSimpleName("TaskTypes")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.runtime.task.*");

    @ArchTest
    static final ArchRule ENGINE_IS_BELOW_THE_FRONT_DOOR =
            nothingLater("textmill.runtime.engine..", "textmill.runtime");

    private static ArchRule nothingLater(String name, String... later) {
        return noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later);
    }

    @ArchTest
    static final ArchRule ONLY_ONNX_KNOWS_ONNX_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackage("textmill.runtime.onnx")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule ONLY_TOKENIZE_KNOWS_THE_TOKENIZER_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("textmill.runtime.tokenize")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule REDACTION_KNOWS_NO_MODEL = classes()
            .that()
            .resideInAPackage("textmill.runtime.redaction")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.runtime.redaction",
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "nl.garvelink.iban",
                    "com.google.i18n.phonenumbers..");

    @ArchTest
    static final ArchRule NO_KAFKA_AND_NO_AVRO = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "textmill.events..", "textmill.schema..");
}
