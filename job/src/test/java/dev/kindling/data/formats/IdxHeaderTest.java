package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxHeaderTest {
  private static IdxHeader read(String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return IdxHeader.read(new ByteArrayInputStream(bytes), "F");
  }

  @Test
  void theFirstBytesOfMnistAreTenThousandImagesOf28By28() throws IOException {
    IdxHeader header = read("00000803 00002710 0000001c 0000001c 00000000");
    assertEquals(new IdxHeader(List.of(10_000, 28, 28)), header);
    assertEquals(10_000, header.rows());
    assertEquals(List.of(28, 28), header.sides());
    assertEquals(784, header.rowSize());
    assertEquals(16, header.offset(0));
    assertEquals(16 + 784 * 10_000, header.offset(10_000));
  }

  @Test
  void labelsAreRowsOfOneValue() throws IOException {
    IdxHeader header = read("00000801 00000007");
    assertEquals(List.of(), header.sides());
    assertEquals(1, header.rowSize());
    assertEquals(8 + 7, header.offset(7));
  }

  @Test
  void sizesBeyondTwoGigabytesDoNotOverflow() throws IOException {
    IdxHeader header = read("00000804 00989680 00000003 000000e0 000000e0");
    assertEquals(150_528, header.rowSize());
    assertEquals(20 + 10_000_000L * 150_528, header.offset(10_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|F is empty: there are no rows to read",
        "000008|F is no IDX file: it begins with 00 00 08 but must with 00 00, the type of the"
            + " values and the number of dimensions",
        "312c322c|F is no IDX file: it begins with 31 2c 32 2c but must with 00 00, the type of the"
            + " values and the number of dimensions",
        "1f8b0800|F is no IDX file: it begins with 1f 8b 08 00 but must with 00 00, the type of the"
            + " values and the number of dimensions; the name of a gzip file must end in .gz",
        "00000d03|F holds floats (type 0x0d in byte 2) but must hold unsigned bytes (0x08)",
        "00000903|F holds signed bytes (type 0x09 in byte 2) but must hold unsigned bytes (0x08)",
        "00000703|F holds values of an unknown type (type 0x07 in byte 2) but must hold unsigned"
            + " bytes (0x08)",
        "00000800|F has no dimensions (byte 3 is 0): there are no rows to read",
        "00000803 00002710 0000|F ends after 10 bytes, within its header, which should list 3"
            + " dimensions",
        "00000803 00000000 0000001c 0000001c|F has the dimensions [0 x 28 x 28] but each must be at"
            + " least 1 and a row can have 2147483647 values",
        "00000803 00000001 ffffffff 0000001c|F has the dimensions [1 x -1 x 28] but each must be at"
            + " least 1 and a row can have 2147483647 values",
        "00000803 00000001 00010000 00010000|F has the dimensions [1 x 65536 x 65536] but each must"
            + " be at least 1 and a row can have 2147483647 values",
      })
  void refusesWhatIsNoHeaderOfBytes(String hex, String message) {
    assertEquals(message, assertThrows(DataException.class, () -> read(hex)).getMessage());
  }
}
