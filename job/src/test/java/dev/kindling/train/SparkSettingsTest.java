package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
