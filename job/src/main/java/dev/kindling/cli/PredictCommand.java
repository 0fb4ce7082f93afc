package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.model.Model;
import dev.kindling.train.PredictionFile;
import dev.kindling.train.Scoring;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "predict",
    description = "Writes a model's predictions for rows as a folder of CSV files.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The columns of label and weight may be absent. Columns: row, prediction and, where there are"
          + " classes, probability_<class> for each.",
      "",
      "Example:",
      "  kindling predict --model runs/a/model --data digits --output predictions"
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Mixin private RowsOption rows;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "The folder to write; it must not exist.")
  private Path output;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    spark.run("predict " + options.folder(), this::predict);
    return 0;
  }

  private void predict(JavaSparkContext spark) {
    PredictionFile.check(spark.hadoopConfiguration(), output);
    Model model = options.read(spark.hadoopConfiguration());
    Source source = rows.open(spark, model, Wanted.unlabelled(model));
    PredictionFile.write(Scoring.predict(spark, model, source), model.classes(), output);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("predictions", source.rowCount());
    result.put("output", output.toString());
    json.print(result, Wording.counted(source.rowCount(), "prediction") + ": " + output);
  }
}
