package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "hdfs://me:Secret99@host:1/x hdfs://***@host:1/x",
        "hdfs://me:Secret@99@host/x@y hdfs://***@host/x@y",
        "s3a://AKIA:Sec/ret99+x@bucket/rows s3a://***@bucket/rows",
        "jdbc:x://host/db?user=me&password=Secret99&ssl=1 jdbc:x://host/db?user=me&password=***&ssl=1",
        "jdbc:x://host;user=me;Password=Secret99;a=b jdbc:x://host;user=me;Password=***;a=b",
        "fs.s3a.secret.key=Secret99 fs.s3a.secret.key=***",
        "fs.azure.account.key.x.net=Secret99== fs.azure.account.key.x.net=***",
        "https://x/y?api_key=Secret99,z https://x/y?api_key=***,z",
        "pwd='Secret99,x' pwd=***",
      })
  void whatATextHoldsIsMasked(String text, String masked) {
    assertEquals(masked, Secrets.masked(text));
    assertEquals(masked, Secrets.masked(masked), "once for all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://host:9000/a@b",
        "hdfs://host:9000",
        "spark://a:1,b:2",
        "s3a://bucket/a:b",
        "user@host:path",
        "the token ends"
      })
  void whatIsNoSecretIsShown(String text) {
    assertEquals(text, Secrets.masked(text));
  }

  @Test
  void settingsAreMaskedByTheirNamesToo() {
    assertEquals("***", Secrets.masked("spark.hadoop.fs.s3a.access.key", "Secret99"));
    assertEquals("***", Secrets.masked("spark.ssl.keyPassword", "Secret99"));
    assertEquals("***", Secrets.masked("MLFLOW_TRACKING_TOKEN", "Secret99"));
    assertEquals("4g", Secrets.masked("spark.executor.memory", "4g"));
  }

  @Test
  void plainValuesAreMaskedThroughout() {
    Map<String, Object> data =
        Map.of("train", List.of("hdfs://a:Secret99@b"), "token", "one_hot", "n", 1);
    assertEquals(
        Map.of("data", Map.of("train", List.of("hdfs://***@b"), "token", "one_hot", "n", 1)),
        Secrets.masked(Map.of("data", data)));
    assertFalse(Secrets.masked((Object) List.of(data)).toString().contains("Secret99"));
  }
}
