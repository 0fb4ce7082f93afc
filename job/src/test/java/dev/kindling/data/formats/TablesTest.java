package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.DataException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {

  /** What is said of a file whose footer Parquet refuses so. */
  private static String refused(String reason) {
    SparkException footer =
        new SparkException(
            "[FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER] Encountered error while reading file"
                + " file:/in/b.parquet. Could not read footer. SQLSTATE: KD001",
            new RuntimeException(reason));
    return assertThrows(
            DataException.class,
            () ->
                Tables.reading(
                    "/in",
                    () -> {
                      throw new SparkException("Exception thrown in awaitResult: ", footer);
                    }))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/in/b.parquet is not a Parquet file (length is too low: 3)",
        "file:/in/b.parquet is not a Parquet file. Expected magic number at tail, but found [1]",
        "footer is too large: 2147483647",
        "corrupted file: the footer index is not within the file: -4"
      })
  void aFileWithoutAFooterIsNamed(String reason) {
    assertEquals(
        "/in/b.parquet cannot be read: it is no whole Parquet file, for at its end there is no"
            + " footer",
        refused(reason));
  }

  @Test
  void aFooterThatCannotBeReadIsSaidWithItsReason() {
    String reason = "Trying to read file with encrypted footer. No keys available";
    assertEquals("/in/b.parquet cannot be read: " + reason, refused(reason));
  }
}
