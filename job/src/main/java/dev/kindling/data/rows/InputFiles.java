package dev.kindling.data.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Finds the files behind a path, a folder or a glob, and reads their lines. */
public final class InputFiles {
  /** What most inputs are named by; of another, who opens it says so. */
  public static final String GIVEN_BY = "data.train or --data";

  /** How many bytes of a file {@link #isParquet} looks at. */
  public static final int BEGINNING = 5;

  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private InputFiles() {}

  /** Whether a file that begins so is Parquet: its mark, and then what stands in no text. */
  public static boolean isParquet(byte[] beginning) {
    int after = PARQUET.length;
    return beginning.length >= BEGINNING
        && Arrays.equals(beginning, 0, after, PARQUET, 0, after)
        && Character.isISOControl(beginning[after])
        && !Character.isWhitespace(beginning[after]);
  }

  /**
   * The lines of all files, ordered by the files' paths; a long file lies in several partitions.
   */
  public static JavaRDD<Records<String>> lines(JavaSparkContext spark, String pattern) {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      for (FileStatus file : find(spark.hadoopConfiguration(), pattern)) {
        FileInputFormat.addInputPath(job, file.getPath());
      }
      JavaNewHadoopRDD<LongWritable, Text> text =
          (JavaNewHadoopRDD<LongWritable, Text>)
              spark.newAPIHadoopRDD(
                  job.getConfiguration(),
                  LateTextInputFormat.class,
                  LongWritable.class,
                  Text.class);
      return text.mapPartitionsWithInputSplit(
          (split, records) -> {
            FileSplit part = (FileSplit) split;
            return List.of(
                    new Records<>(
                        name(part.getPath()),
                        Records.LINE,
                        part.getStart() == 0,
                        new Texts(part, records)))
                .iterator();
          },
          true);
    } catch (IOException e) {
      throw new DataException("cannot read " + pattern + ": " + e.getMessage(), e);
    }
  }

  /** A path as people write it: that of a local file without {@code file:}. */
  public static String name(Path path) {
    return isLocal(path) ? path.toUri().getPath() : path.toString();
  }

  private static boolean isLocal(Path path) {
    return "file".equals(path.toUri().getScheme());
  }

  /** What a message says of a file that cannot be read, or is no text, after its name. */
  public static String unreadable(IOException e) {
    return e instanceof CharacterCodingException
        ? e.getMessage()
        : "cannot be read: " + e.getMessage() + " (damaged, or not what its name says?)";
  }

  /** The same as {@link #find} without an IOException. */
  public static List<FileStatus> list(Configuration hadoop, String pattern) {
    try {
      return find(hadoop, pattern);
    } catch (IOException e) {
      throw new DataException("cannot read " + pattern + ": " + e.getMessage(), e);
    }
  }

  /**
   * The files, in the order of their paths. What lies in a folder is all read, or refused: nothing
   * is passed over but hidden files.
   *
   * @throws DataException if there is none, or something that is no file, such as a pipe
   */
  public static List<FileStatus> find(Configuration hadoop, String pattern) throws IOException {
    Path path = path(pattern);
    FileSystem fs = path.getFileSystem(hadoop);
    FileStatus[] matches = matches(fs, path);
    if (matches == null || matches.length == 0) {
      throw new DataException(
          "there is no file " + pattern + " (" + GIVEN_BY + "; looked on " + fs.getUri() + ")");
    }
    List<FileStatus> files =
        Arrays.stream(matches)
            .flatMap(match -> contents(fs, match))
            .filter(found -> !isHidden(found.getPath()))
            .filter(found -> isFile(fs, found))
            .sorted(Comparator.comparing(file -> file.getPath().toString()))
            .toList();
    if (files.isEmpty()) {
      throw noFiles(fs, pattern, matches);
    }
    checkCodecs(hadoop, files);
    if (files.stream().allMatch(file -> file.getLen() == 0)) {
      throw new DataException(pattern + " is empty: there are no rows to read");
    }
    return files;
  }

  private static DataException noFiles(FileSystem fs, String pattern, FileStatus[] matches) {
    boolean folders =
        Arrays.stream(matches)
            .flatMap(match -> contents(fs, match))
            .anyMatch(inside -> inside.isDirectory() && !isHidden(inside.getPath()));
    return new DataException(
        folders
            ? "%s holds folders and no files: name those in them by a glob, such as %s/*"
                .formatted(pattern, pattern.replaceFirst("/+$", ""))
            : pattern + " holds no files (those whose names begin with _ or . are passed over)");
  }

  /** Refuses what only the tasks would stumble over: a codec whose native library is not there. */
  private static void checkCodecs(Configuration hadoop, List<FileStatus> files) {
    CompressionCodecFactory codecs = new CompressionCodecFactory(hadoop);
    for (FileStatus file : files) {
      CompressionCodec codec = codecs.getCodec(file.getPath());
      try {
        if (codec != null) {
          codec.getDecompressorType();
        }
      } catch (RuntimeException e) {
        throw new DataException(
            "%s cannot be unpacked: %s (.gz and .bz2 always can)"
                .formatted(name(file.getPath()), e.getMessage()),
            e);
      }
    }
  }

  private static Path path(String pattern) {
    try {
      return new Path(pattern);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "\"" + pattern + "\" is no path (" + GIVEN_BY + "): " + e.getMessage(), e);
    }
  }

  private static boolean isHidden(Path file) {
    return isHidden(file.getName());
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  /** Whether this is a file, not an empty folder; anything else is refused. */
  private static boolean isFile(FileSystem fs, FileStatus found) {
    String name = name(found.getPath());
    if (found.getLen() < 0) {
      throw new DataException(
          "cannot read %s: its length is not known there; copy it to a file first".formatted(name));
    }
    if (found.isDirectory() && contents(fs, found).anyMatch(inner -> !isHidden(inner.getPath()))) {
      throw new DataException(
          "%s is a folder within a folder, so its files would be left out: move it away, or name all that is to be read in a glob%s"
              .formatted(name, partition(found.getPath())));
    }
    if (found.isFile() && isPipe(found.getPath())) {
      throw new DataException(
          "%s is a pipe or a device and no file: write its rows to a file first, since they are read more than once (%s)"
              .formatted(name, GIVEN_BY));
    }
    return found.isFile();
  }

  /** Whether this is a pipe or a device of this machine, which Hadoop takes for an empty file. */
  private static boolean isPipe(Path path) {
    if (!isLocal(path)) {
      return false;
    }
    java.nio.file.Path local = java.nio.file.Path.of(name(path));
    return Files.exists(local) && !Files.isRegularFile(local);
  }

  /** What reads a column that only the names of folders hold, as Spark and Hive write them. */
  private static String partition(Path folder) {
    int equals = folder.getName().indexOf('=');
    return equals < 1
        ? ""
        : "; a column in the names of folders, as %s here, has data.format: sql (SELECT * FROM parquet.`%s`)"
            .formatted(folder.getName().substring(0, equals), name(folder.getParent()));
  }

  /** The files and folders of a folder; a file itself. */
  private static Stream<FileStatus> contents(FileSystem fs, FileStatus status) {
    if (status.isFile()) {
      return Stream.of(status);
    }
    try {
      checkLinks(status.getPath());
      return Arrays.stream(fs.listStatus(status.getPath()));
    } catch (IOException e) {
      throw new DataException("cannot list " + status.getPath() + ": " + e.getMessage(), e);
    }
  }

  /** Refuses links to nowhere in a local folder, which Hadoop passes over without a word. */
  private static void checkLinks(Path folder) throws IOException {
    if (!isLocal(folder)) {
      return;
    }
    try (DirectoryStream<java.nio.file.Path> entries =
        Files.newDirectoryStream(java.nio.file.Path.of(name(folder)))) {
      for (java.nio.file.Path entry : entries) {
        if (Files.isSymbolicLink(entry)
            && Files.notExists(entry)
            && !isHidden(entry.getFileName().toString())) {
          throw new DataException(
              entry + " is a link to " + Files.readSymbolicLink(entry) + ", which is not there");
        }
      }
    }
  }

  private static FileStatus[] matches(FileSystem fs, Path pattern) throws IOException {
    try {
      return fs.globStatus(pattern);
    } catch (IllegalArgumentException e) { // makes a path of each name that it looks at
      if (e.getCause() instanceof URISyntaxException name) {
        throw new DataException(
            "cannot read %s: Hadoop takes no names with a colon, such as %s; rename the file"
                .formatted(pattern, withoutUser(name.getInput())),
            e);
      }
      throw e;
    }
  }

  /** What follows the user and the password of an address that is cut wherever it has a slash. */
  private static String withoutUser(String piece) {
    return piece.substring(piece.lastIndexOf('@') + 1);
  }

  /** The texts of records; a record itself is overwritten by the next one. */
  private static final class Texts implements Iterator<String> {
    private final FileSplit part;
    private final Iterator<Tuple2<LongWritable, Text>> records;

    Texts(FileSplit part, Iterator<Tuple2<LongWritable, Text>> records) {
      this.part = part;
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      try {
        return records.hasNext();
      } catch (Exception e) {
        // Scala throws it without declaring it. A store may be well again for the next attempt.
        if (e instanceof IOException unreadable && !Attempts.anotherFollows()) {
          throw new UncheckedIOException(unreadable);
        }
        throw e;
      }
    }

    @Override
    public String next() {
      Tuple2<LongWritable, Text> record = records.next();
      Text text = record._2();
      return Utf8.line(record._1().get(), text.getBytes(), text.getLength(), this::place);
    }

    /** Where a byte is; of a later part of a packed file, what Hadoop counts is no place in it. */
    private String place(long at) {
      boolean packed =
          new CompressionCodecFactory(new Configuration()).getCodec(part.getPath()) != null;
      return packed && part.getStart() > 0
          ? ""
          : " at %d of the %s".formatted(at, packed ? "unpacked file" : "file");
    }
  }
}
