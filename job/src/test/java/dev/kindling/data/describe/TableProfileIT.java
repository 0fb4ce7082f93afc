package dev.kindling.data.describe;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class TableProfileIT {
  @TempDir Path folder;

  @Test
  void theFirstLineIsAHeaderIfTheLinesAfterItSaySoOrTheUser(JavaSparkContext spark)
      throws IOException {
    String years = Files.writeString(folder.resolve("years.csv"), "2023,churned\n1,0\n2,1\n") + "";
    TableProfile found = TableProfile.csv(spark, years, null);
    assertTrue(header(found));
    assertEquals("churned", found.columns().get(1).name());
    String names = Files.writeString(folder.resolve("names.csv"), "Ann,Leeds\nBob,York\n") + "";
    assertTrue(header(TableProfile.csv(spark, names, null)));
    TableProfile told = TableProfile.csv(spark, names, false);
    assertFalse(header(told));
    assertEquals(2, told.rows());
    assertEquals("1", told.columns().get(1).name());
  }

  @Test
  void whatIsFoundDoesNotDependOnTheSplitsOfTheInput(JavaSparkContext spark) throws IOException {
    List<String> lines = new ArrayList<>(List.of("n;kind"));
    for (int i = 0; i < 200; i++) {
      lines.add((i % 9 == 0 ? "NA" : i % 50) + ";" + List.of("cat", "dog", "").get(i * i % 7 % 3));
    }
    lines.add("1;2;3");
    String file = Files.write(folder.resolve("a.csv"), lines).toString();
    TableProfile whole = TableProfile.csv(spark, file, null);
    spark.hadoopConfiguration().setLong(SPLIT_SIZE, 300);
    TableProfile split = TableProfile.csv(spark, file, null);
    assertEquals(List.of(200L, 1L), List.of(whole.rows(), whole.misshapen().count()));
    assertEquals(shown(whole), shown(split));
  }

  private static boolean header(TableProfile table) {
    return ((TableLayout.Csv) table.layout()).header();
  }

  /** Without the moments, whose last bits depend on the splits. */
  private static String shown(TableProfile table) {
    List<String> columns = new ArrayList<>();
    for (ColumnProfile c : table.columns()) {
      columns.add(
          c.name() + c.isNumber() + c.present() + " " + c.missing() + c.median() + c.values());
    }
    return table.rows() + " " + table.misshapen().count() + columns;
  }
}
