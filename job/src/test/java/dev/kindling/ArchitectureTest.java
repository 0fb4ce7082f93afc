package dev.kindling;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.List;

/** The arrows between the packages. */
@AnalyzeClasses(packages = "dev.kindling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** From top to bottom: each may use those behind it. */
  private static final List<String> PACKAGES =
      List.of(
          "cli",
          "ml",
          "tune",
          "train",
          "session",
          "sums",
          "data.describe",
          "data",
          "data.formats",
          "data.rows",
          "onnx",
          "model",
          "evaluation",
          "features",
          "optim",
          "nn",
          "linalg",
          "config",
          "report");

  @ArchTest
  static void somethingIsImported(JavaClasses imported) {
    assertTrue(imported.size() > 0, "no classes of dev.kindling were found to check");
  }

  @ArchTest
  static final ArchRule everyClassIsInOneOfThePackages =
      classes().should().resideInAnyPackage(named(PACKAGES));

  @ArchTest
  static void noPackageUsesOneAboveIt(JavaClasses imported) {
    for (int i = 1; i < PACKAGES.size(); i++) {
      noClasses()
          .that()
          .resideInAPackage(named(PACKAGES.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(named(PACKAGES.subList(0, i)))
          .allowEmptyShould(true)
          .check(imported);
    }
  }

  @ArchTest
  static final ArchRule linalgKnowsNoConfiguration =
      noClasses()
          .that()
          .resideInAPackage(named("linalg"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(named("config"));

  @ArchTest
  static final ArchRule sparkStaysAboveTheEngine =
      noClasses()
          .that()
          .resideInAnyPackage(
              named(PACKAGES.subList(PACKAGES.indexOf("data.rows") + 1, PACKAGES.size())))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  /** But its vectors, which tables hold. */
  @ArchTest
  static final ArchRule nothingUsesSparkMlButItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage(named("ml"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(named("ml"), "org.apache.spark.ml..", "org.apache.spark.mllib..")
                  .and(not(resideInAPackage("org.apache.spark.ml.linalg"))));

  @ArchTest
  static final ArchRule nothingUsesOnnxButItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackages(named("onnx"), named("cli"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(named("onnx"), "ai.onnx..");

  @ArchTest
  static final ArchRule nothingUsesBreeze =
      noClasses().should().dependOnClassesThat().resideInAPackage("breeze..");

  @ArchTest
  static final ArchRule aPredictorNeedsNoHadoop =
      noClasses()
          .that()
          .haveFullyQualifiedName("dev.kindling.model.KindlingModel")
          .should()
          .transitivelyDependOnClassesThat()
          .resideInAnyPackage("org.apache..");

  /**
   * Of the others, Java says only how near the exact result they are: bits depend on the machine.
   */
  @ArchTest
  static final ArchRule functionsWhoseBitsJavaLeavesOpenAreStrict =
      noClasses()
          .should()
          .accessTargetWhere(
              target(owner(type(Math.class)))
                  .and(
                      target(
                          nameMatching(
                              "a?(sin|cos|tan)h?|atan2|exp|expm1|log|log10|log1p|pow|cbrt|hypot"))));

  @ArchTest
  static final ArchRule theEngineTouchesNoFiles =
      noClasses()
          .that()
          .resideInAnyPackage(named(List.of("evaluation", "optim", "nn", "linalg")))
          .and()
          // The one file of the engine: the native library, as it was unpacked.
          .doNotHaveFullyQualifiedName("dev.kindling.linalg.OpenBlas")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.io..", "java.nio.file..", "org.apache.hadoop..")
                  .and(not(type(Serializable.class))));

  private static String named(String name) {
    return "dev.kindling." + name;
  }

  private static String[] named(List<String> names) {
    return names.stream().map(ArchitectureTest::named).toArray(String[]::new);
  }
}
