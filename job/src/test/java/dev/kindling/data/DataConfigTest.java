package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.DataConfig.Storage;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.IdxFormat;
import dev.kindling.data.rows.BadRows;
import dev.kindling.data.rows.BadRows.Handling;
import dev.kindling.features.Scaling;
import dev.kindling.nn.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataConfigTest {
  private static final CsvFormat LAST = new CsvFormat("2", null, false, ',');

  private static DataConfig read(String rest) {
    return read(rest, Shape.of(2));
  }

  private static DataConfig read(String rest, Shape input) {
    String data = "data: {train: a.csv, label: 2" + rest + "}";
    return DataConfig.read(Section.parse("x.yaml", data).section("data"), input);
  }

  @Test
  void validationIsAFractionOrAPathOrAbsent() {
    assertEquals(
        new DataConfig(
            "a.csv",
            LAST,
            BadRows.FAIL,
            null,
            0,
            false,
            Scaling.STANDARDIZE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        read(""));
    assertEquals(
        new DataConfig(
            "a.csv",
            LAST,
            BadRows.FAIL,
            null,
            0.25,
            false,
            Scaling.MINMAX,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        read(", validation: 0.25, features: minmax"));
    assertEquals(
        new DataConfig(
            "a.csv",
            LAST,
            BadRows.FAIL,
            "b.csv",
            0,
            false,
            Scaling.NONE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        read(", validation: b.csv, features: none"));
  }

  @Test
  void aFractionMayBeStratified() {
    assertEquals(
        new DataConfig(
            "a.csv",
            LAST,
            BadRows.FAIL,
            null,
            0.25,
            true,
            Scaling.STANDARDIZE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        read(", validation: 0.25, stratify: true"));
  }

  @Test
  void examplesMayBeKeptOnDisk() {
    assertEquals(Storage.DISK, read(", storage: disk").storage());
  }

  @Test
  void someRowsMayBeBad() {
    assertEquals(BadRows.FAIL, read(", bad_rows: fail").badRows());
    assertEquals(new BadRows(Handling.SKIP, 0.01), read(", bad_rows: skip").badRows());
    assertEquals(
        new BadRows(Handling.QUARANTINE, 0.2),
        read(", bad_rows: quarantine, max_bad_rows: 0.2").badRows());
    assertEquals(
        new BadRows(Handling.SKIP, 0), read(", bad_rows: skip, max_bad_rows: 0").badRows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "weight", "bad_rows", "max_bad_rows"})
  void imagesHaveNoColumns(String key) {
    Section root = Section.parse("x.yaml", "data: {train: a, format: idx, " + key + ": 2}");
    DataConfig config = DataConfig.read(root.section("data"), Shape.of(1, 8, 8));
    assertEquals(
        new DataConfig(
            "a",
            new IdxFormat(),
            BadRows.FAIL,
            null,
            0,
            false,
            Scaling.STANDARDIZE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        config);
    assertEquals(
        "x.yaml: unknown key data."
            + key
            + " (legal here: augment, columns, features, format, storage, stratify, train, validation)",
        assertThrows(ConfigException.class, root::done).getMessage());
  }

  @Test
  void imagesAreShiftedByLessThanTheirSides() {
    String two = ", augment: {shift: 2}";
    assertEquals(2, read(two, Shape.of(1, 3, 8)).shift());
    assertEquals(0, read(", augment: {shift: 0}", Shape.of(64)).shift());
    assertEquals(0, read(", augment: {}", Shape.of(64)).shift());
    assertEquals(
        "x.yaml: data.augment.shift is 2 but must be left out: network.input is [64] but images are"
            + " [C x H x W]",
        assertThrows(ConfigException.class, () -> read(two, Shape.of(64))).getMessage());
    for (Shape input : new Shape[] {Shape.of(3, 2, 8), Shape.of(3, 8, 2)}) {
      assertEquals(
          "x.yaml: data.augment.shift is 2 but must be less than the height and width of the"
              + " images, "
              + input,
          assertThrows(ConfigException.class, () -> read(two, input)).getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "validation: 1|data.validation is 1 but must be a number of at least 0 and below 1",
        "validation: -0.1|data.validation is -0.1 but must be a number of at least 0 and below 1",
        "features: standardise|data.features is \"standardise\" but must be one of none,"
            + " standardize, minmax; did you mean standardize?",
        "storage: memory|data.storage is \"memory\" but must be one of memory_and_disk, disk",
        "stratify: true|data.stratify is true but needs data.validation to be a fraction above 0; with"
            + " --folds any will do",
        "stratify: true, validation: b.csv|data.stratify is true but needs data.validation to be a"
            + " fraction above 0; with --folds any will do",
        "bad_rows: drop|data.bad_rows is \"drop\" but must be one of fail, skip, quarantine",
        "bad_rows: skip, max_bad_rows: 1|data.max_bad_rows is 1 but must be a number of at least 0"
            + " and below 1",
        "max_bad_rows: 0.1|data.max_bad_rows is 0.1 but needs data.bad_rows to be skip or"
            + " quarantine",
        "bad_rows: fail, max_bad_rows: 0|data.max_bad_rows is 0 but needs data.bad_rows to be skip"
            + " or quarantine",
        "format: xml|data.format is \"xml\" but must be one of csv, libsvm, parquet, sql, idx",
      })
  void refusesWhatIsNoDataSection(String rest, String message) {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(", " + rest));
    assertEquals("x.yaml: " + message, refused.getMessage());
  }
}
