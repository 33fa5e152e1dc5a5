package textmill.schema;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Registry, then serde, then text: each package knows those before it only, and none of another module. */
@AnalyzeClasses(packages = "textmill", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTest {
    @ArchTest
    static final ArchRule shouldKeepTheRegistryClientBelowTheSerdes = noClasses()
            .that()
            .resideInAPackage("textmill.schema.registry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("textmill.schema.serde", "textmill.schema.text", "textmill.events");

    @ArchTest
    static final ArchRule shouldKeepTheSerdesBelowTheTexts = noClasses()
            .that()
            .resideInAPackage("textmill.schema.serde")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("textmill.schema.text");

    @ArchTest
    static final ArchRule shouldHaveNoCycles =
            slices().matching("textmill.(**)").should().beFreeOfCycles();
}
