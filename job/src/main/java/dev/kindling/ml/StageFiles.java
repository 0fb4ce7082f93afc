package dev.kindling.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.model.OutputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * The folder of a saved stage: {@code metadata/part-00000}, a line of JSON as Spark ML's own stages
 * have it, which is what {@code Pipeline.load} looks at, and of a model the folder {@code model} as
 * the commands read it.
 *
 * <p>Spark's own code for this is private and differs from version to version.
 */
final class StageFiles {
  private static final String METADATA = "metadata";
  private static final String PART = METADATA + "/part-00000";
  private static final String MODEL = "model";
  private static final ObjectMapper JSON = new ObjectMapper();

  private StageFiles() {}

  /**
   * Writes a stage.
   *
   * @param model null for an estimator
   */
  static MLWriter writer(Params stage, Model model) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        Path folder = new Path(path);
        try {
          SparkContext spark = sparkSession().sparkContext();
          FileSystem fs = folder.getFileSystem(spark.hadoopConfiguration());
          byte[] metadata = JSON.writeValueAsBytes(metadata(stage, spark.version()));
          fs.mkdirs(new Path(folder, METADATA));
          if (model != null) {
            ModelFolder.write(fs, new Path(folder, MODEL), model);
          }
          AtomicWrite.create(fs, new Path(folder, PART), out -> out.write(metadata));
        } catch (IOException e) {
          throw new OutputException(path, e);
        }
      }
    };
  }

  private static ObjectNode metadata(Params stage, String sparkVersion) throws IOException {
    ObjectNode metadata = JSON.createObjectNode();
    metadata.put("class", stage.getClass().getName());
    metadata.put("timestamp", System.currentTimeMillis());
    metadata.put("sparkVersion", sparkVersion);
    metadata.put("uid", stage.uid());
    ObjectNode set = metadata.putObject("paramMap");
    ObjectNode defaults = metadata.putObject("defaultParamMap");
    for (Param<?> any : stage.params()) {
      @SuppressWarnings("unchecked") // a stage's values are of its Params' types
      Param<Object> param = (Param<Object>) any;
      if (stage.isSet(param)) {
        set.set(param.name(), JSON.readTree(param.jsonEncode(stage.getOrDefault(param))));
      }
      if (stage.hasDefault(param)) {
        Object value = stage.getDefault(param).get();
        defaults.set(param.name(), JSON.readTree(param.jsonEncode(value)));
      }
    }
    return metadata;
  }

  /** Reads stages of a class. */
  static <T extends Params> MLReader<T> reader(Class<T> type, Function<Saved, T> make) {
    return new MLReader<>() {
      @Override
      public T load(String path) {
        Configuration hadoop = sparkSession().sparkContext().hadoopConfiguration();
        Saved saved = new Saved(hadoop, path, metadata(hadoop, path));
        String found = saved.metadata.path("class").asText();
        if (!found.equals(type.getName())) {
          throw new ModelException(
              "%s holds a %s, not a %s".formatted(path, found, type.getName()));
        }
        T stage = make.apply(saved);
        saved.setParams(stage);
        return stage;
      }
    };
  }

  private static JsonNode metadata(Configuration hadoop, String path) {
    Path file = new Path(path, PART);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return JSON.readTree(in);
    } catch (FileNotFoundException e) {
      throw new ModelException(
          "%s has no %s: it is no saved stage of Spark ML (a model folder of Kindling's is read by of)"
              .formatted(path, PART),
          e);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is in a folder. */
  record Saved(Configuration hadoop, String path, JsonNode metadata) {
    String uid() {
      return metadata.path("uid").asText();
    }

    Model model(boolean classes) {
      return StageFiles.model(hadoop, new Path(path, MODEL), classes);
    }

    private void setParams(Params stage) {
      metadata
          .path("paramMap")
          .fields()
          .forEachRemaining(
              entry -> {
                Param<Object> param = stage.getParam(entry.getKey());
                stage.set(param, param.jsonDecode(entry.getValue().toString()));
              });
    }
  }

  /**
   * Reads a model folder with the running Spark's file systems.
   *
   * @param classes whether it must tell classes apart
   */
  static Model readModel(String folder, boolean classes) {
    return model(SparkContext.getOrCreate().hadoopConfiguration(), new Path(folder), classes);
  }

  private static Model model(Configuration hadoop, Path folder, boolean classes) {
    Model model = ModelFolder.read(hadoop, folder);
    if (model.features() instanceof ColumnPreparation) {
      throw new ModelException(
          folder
              + ": takes the columns of a table (data.columns), not vectors: score with predict");
    }
    if (model.classes().isEmpty() == classes) {
      throw new ModelException(
          folder
              + (classes
                  ? ": predicts a number: take KindlingRegressionModel"
                  : ": tells classes apart: take KindlingClassificationModel"));
    }
    return model;
  }
}
