package dev.kindling.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.Secrets;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RejectedRow;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.model.AtomicWrite;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Bad rows as they stood, a line of JSON each, in the order of their files: {@code train.jsonl} and
 * {@code validation.jsonl}. The driver writes them, so that a task that runs twice makes no
 * difference.
 */
final class Quarantine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Quarantine() {}

  /**
   * Writes the folder, which does not exist and appears whole; none where no row is bad.
   *
   * @param inputs their bad rows, by the names of the files
   */
  static void write(FileSystem fs, Path folder, Map<String, RejectedRows> inputs) {
    if (inputs.values().stream().allMatch(rejected -> rejected.count() == 0)) {
      return;
    }
    AtomicWrite.folder(
        fs,
        folder,
        building -> {
          for (Map.Entry<String, RejectedRows> input : inputs.entrySet()) {
            if (input.getValue().count() > 0) {
              AtomicWrite.create(
                  fs,
                  new Path(building, input.getKey() + ".jsonl"),
                  out -> write(out, input.getValue()));
            }
          }
        });
  }

  /** Finds them in all partitions at once, then fetches one partition after the other. */
  private static void write(OutputStream out, RejectedRows rejected) throws IOException {
    JavaRDD<RejectedRow> rows = rejected.rows().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long found = rows.count();
      if (found != rejected.count()) {
        throw new DataException(
            "%s changed while it was read: %d rows were bad, now %d"
                .formatted(rejected.input(), rejected.count(), found));
      }
      BufferedOutputStream buffered = new BufferedOutputStream(out);
      for (Iterator<RejectedRow> each = rows.toLocalIterator(); each.hasNext(); ) {
        buffered.write(line(each.next()));
      }
      buffered.flush();
    } finally {
      rows.unpersist();
    }
  }

  private static byte[] line(RejectedRow row) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", Secrets.masked(row.file()));
    line.put("line", row.line());
    line.put("reason", row.reason().toString());
    line.put("column", row.column());
    line.put("value", row.value());
    line.put("row", row.text());
    return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
