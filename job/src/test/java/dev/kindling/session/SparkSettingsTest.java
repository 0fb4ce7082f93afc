package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  @Test
  void executorsComputeWithTheBlasOfTheDriverUnlessTheirsWasChosen() {
    String vectors = "--add-modules=jdk.incubator.vector";
    assertEquals(vectors, SparkSettings.executorOptions(null, null));
    assertEquals(
        vectors + " -Dkindling.blas=strict", SparkSettings.executorOptions(null, "strict"));
    assertEquals("-Dx=1", SparkSettings.executorOptions("-Dx=1", null));
    assertEquals("-Dx=1 -Dkindling.blas=strict", SparkSettings.executorOptions("-Dx=1", "strict"));
    assertEquals(
        "-Dkindling.blas=java", SparkSettings.executorOptions("-Dkindling.blas=java", "strict"));
  }

  @Test
  void aSessionWithKryoIsRefused() {
    SparkConf session = new SparkConf(false);
    SparkSettings.check(session);
    session.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    assertEquals(
        "spark.serializer is org.apache.spark.serializer.KryoSerializer but must be"
            + " org.apache.spark.serializer.JavaSerializer, Spark's default: Kryo cannot write"
            + " Java's records",
        assertThrows(ConfigException.class, () -> SparkSettings.check(session)).getMessage());
  }
}
