package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.RecordSource;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** Sparse rows as LIBSVM and SVMlight write them, see {@link LibsvmRows}. */
public record LibsvmFormat() implements DataFormat {

  @Override
  public Map<String, Object> toMap() {
    return Map.of("format", "libsvm");
  }

  @Override
  public void checkColumns(Section section, List<Column> columns) {
    throw section.error("must be left out: sparse rows have no columns (data.format)");
  }

  @Override
  public Source open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return RecordSource.open(
        name,
        FeatureLayout.sparse(wanted.input()),
        List.of(),
        InputFiles.lines(spark, name),
        (part, encoder) -> new LibsvmRows(wanted),
        wanted);
  }
}
