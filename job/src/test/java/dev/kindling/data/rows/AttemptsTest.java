package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local | 1",
        "local[*] | 1",
        "local[4] | 1",
        "local[4,3] | 3",
        "local[*, 2] | 2",
        "spark://host:7077 | 7",
        "yarn | 7",
        "local-cluster[2,1,1024] | 7",
      })
  void localMastersHaveTheirOwnNumber(String master, int most) {
    SparkConf conf = new SparkConf(false).setMaster(master).set("spark.task.maxFailures", "7");
    assertEquals(most, Attempts.most(conf));
  }

  @Test
  void sparksDefaultIsFour() {
    assertEquals(4, Attempts.most(new SparkConf(false).setMaster("yarn")));
  }

  @Test
  void outsideOfATaskNoneFollows() {
    assertFalse(Attempts.anotherFollows());
  }
}
