package dev.kindling.testing;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link JavaSparkContext} or {@link SparkSession} parameter: one local Spark with
 * four cores, where a task may fail once, started with the first test class that asks for it and
 * stopped after the last. After each test, files are split as by default again. Drives
 * spark-testing-base, which is written for JUnit 4.
 */
public final class SparkExtension
    implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
  /**
   * How many bytes of a file a split may have, in Hadoop's configuration; whole files by default.
   */
  public static final String SPLIT_SIZE = "mapreduce.input.fileinputformat.split.maxsize";

  private static final Namespace NAMESPACE = Namespace.create(SparkExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    shared(context);
  }

  /** Takes back what a test has asked for. */
  @Override
  public void afterEach(ExtensionContext context) {
    shared(context).jsc().hadoopConfiguration().unset(SPLIT_SIZE);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == JavaSparkContext.class || type == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    JavaSparkContext spark = shared(context).jsc();
    return parameter.getParameter().getType() == JavaSparkContext.class
        ? spark
        : SparkSession.builder().config(spark.getConf()).getOrCreate();
  }

  private static Shared shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
  }

  private static final class Shared extends SharedJavaSparkContext implements AutoCloseable {
    private Shared() {
      runBefore();
    }

    @Override
    public SparkConf conf() {
      return super.conf().setMaster("local[4, 2]");
    }

    @Override
    public void close() {
      runAfterClass();
    }
  }
}
