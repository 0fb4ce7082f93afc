package dev.kindling.data.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;

/**
 * Lines of files that are there, whose names are taken as they are: Hadoop's own takes them for
 * globs. A file that cannot be opened is said when its first line is asked for: Spark opens files
 * before Kindling's code runs, and what fails there (no permission, a damaged first block, a codec
 * that needs a library) would end in its stack trace.
 */
public final class LateTextInputFormat extends TextInputFormat {

  /** For Hadoop, which makes one by reflection. */
  public LateTextInputFormat() {}

  @Override
  public RecordReader<LongWritable, Text> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new LateReader();
  }

  @Override
  protected List<FileStatus> listStatus(JobContext job) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (Path file : getInputPaths(job)) {
      files.add(file.getFileSystem(job.getConfiguration()).getFileStatus(file));
    }
    return files;
  }

  private static final class LateReader extends LineRecordReader {
    private IOException problem;

    @Override
    public void initialize(InputSplit split, TaskAttemptContext context) {
      try {
        super.initialize(split, context);
      } catch (IOException e) {
        problem = e;
      } catch (RuntimeException e) { // what codecs throw
        problem = new IOException(e.getMessage(), e);
      }
    }

    @Override
    public boolean nextKeyValue() throws IOException {
      if (problem != null) {
        throw problem;
      }
      return super.nextKeyValue();
    }
  }
}
