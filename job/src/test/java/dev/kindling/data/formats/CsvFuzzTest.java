package dev.kindling.data.formats;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import dev.kindling.testing.Mutations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lines of numbers, damaged: rows, or an exception that says what is wrong with a line. */
class CsvFuzzTest {
  private static final String NAMED = "width;\"the kind\";height\n1.5;oak;2\n3e-2;\"elm; ash\";4\n";

  @Provide
  Arbitrary<byte[]> digits() throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            BundledData.class.getResourceAsStream("/dev/kindling/data/digits.csv.gz"))) {
      return Mutations.of(in.readNBytes(1000));
    }
  }

  @Provide
  Arbitrary<byte[]> named() {
    return Mutations.of(NAMED.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void digitsAreReadOrRefused(@ForAll("digits") byte[] file) {
    read(file, new CsvFormat("64", null, false, ','), 64);
  }

  @Property
  void namedColumnsAreReadOrRefused(@ForAll("named") byte[] file) {
    read(file, new CsvFormat("the kind", null, true, ';'), 2);
  }

  private static void read(byte[] file, CsvFormat format, int features) {
    Mutations.read(
        file.length,
        () -> {
          List<String> lines =
              new String(file, StandardCharsets.UTF_8)
                  .lines()
                  .filter(line -> !line.isBlank())
                  .toList();
          if (lines.isEmpty()) {
            return;
          }
          Wanted wanted = new Wanted(Shape.of(features), Wanted.Label.ANY, true);
          CsvColumns columns = CsvColumns.of("F", lines.get(0), format, wanted);
          CsvParsing parsing = new CsvParsing(format, columns, null, wanted);
          for (String line : lines.subList(format.header() ? 1 : 0, lines.size())) {
            parsing.parse(0, line);
          }
        },
        DataException.class,
        BadRowException.class);
  }
}
