package textmill.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls: data flows one way, and each foreign library is known to one package. */
@AnalyzeClasses(packages = "textmill.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
    static final ArchRule TOKENIZE_FOLLOWS_MODEL = noClasses()
            .that()
            .resideInAPackage("textmill.runtime.tokenize")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.runtime",
                    "textmill.runtime.batch",
                    "textmill.runtime.onnx",
                    "textmill.runtime.head",
                    "textmill.runtime.engine");

    @ArchTest
    static final ArchRule BATCH_FOLLOWS_TOKENIZE = noClasses()
            .that()
            .resideInAPackage("textmill.runtime.batch")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "textmill.runtime", "textmill.runtime.onnx", "textmill.runtime.head", "textmill.runtime.engine");

    @ArchTest
    static final ArchRule ONNX_FOLLOWS_BATCH = noClasses()
            .that()
            .resideInAPackage("textmill.runtime.onnx")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("textmill.runtime", "textmill.runtime.head", "textmill.runtime.engine");

    @ArchTest
    static final ArchRule HEAD_FOLLOWS_ONNX = noClasses()
            .that()
            .resideInAPackage("textmill.runtime.head")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("textmill.runtime", "textmill.runtime.engine");

    @ArchTest
    static final ArchRule ENGINE_DOES_NOT_KNOW_THE_LIBRARY = noClasses()
            .that()
            .resideInAPackage("textmill.runtime.engine")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.runtime");

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
    static final ArchRule NO_KAFKA_AND_NO_AVRO = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "textmill.events..", "textmill.schema..");
}
