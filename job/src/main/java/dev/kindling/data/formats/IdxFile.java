package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * An IDX file whose header has been read and whose length is right for it. Compressed if its name
 * says so to Hadoop; it can then be read from its beginning only.
 *
 * @param uri the file's full path
 * @param name the path for messages
 */
record IdxFile(String uri, String name, IdxHeader header) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /**
   * Reads the header and checks the length; decompresses all of a compressed file for that.
   *
   * @throws DataException if this is no IDX file of unsigned bytes, or not a whole one
   */
  static IdxFile open(Configuration hadoop, FileStatus status) {
    Path path = status.getPath();
    String name = InputFiles.name(path);
    try (InputStream in = decompressed(hadoop, path)) {
      IdxHeader header = IdxHeader.read(in, name);
      long length =
          codec(hadoop, path) == null
              ? status.getLen()
              : header.offset(0) + in.transferTo(OutputStream.nullOutputStream());
      checkLength(name, header, length);
      return new IdxFile(path.toString(), name, header);
    } catch (IOException e) {
      throw new DataException(name + " " + InputFiles.unreadable(e), e);
    }
  }

  private static void checkLength(String name, IdxHeader header, long length) {
    long expected = header.offset(header.rows());
    String said = "its header says " + header.rows() + " rows of " + header.rowSize() + " bytes";
    if (length < expected) {
      long row = (length - header.offset(0)) / header.rowSize();
      throw new DataException(
          "%s ends after %d bytes, within row %d (from 0), but %s, %d in all"
              .formatted(name, length, row, said, expected));
    }
    if (length > expected) {
      throw new DataException(
          "%s has %d surplus bytes from byte %d on: %s"
              .formatted(name, length - expected, expected, said));
    }
  }

  boolean isCompressed(Configuration hadoop) {
    return codec(hadoop, new Path(uri)) != null;
  }

  /** The values from a row on. */
  InputStream values(Configuration hadoop, long row) throws IOException {
    Path path = new Path(uri);
    if (codec(hadoop, path) != null) {
      InputStream in = decompressed(hadoop, path);
      in.skipNBytes(header.offset(row));
      return in;
    }
    FSDataInputStream in = path.getFileSystem(hadoop).open(path);
    in.seek(header.offset(row));
    return new BufferedInputStream(in, BUFFER);
  }

  private static InputStream decompressed(Configuration hadoop, Path path) throws IOException {
    FSDataInputStream in = path.getFileSystem(hadoop).open(path);
    CompressionCodec codec = codec(hadoop, path);
    return new BufferedInputStream(codec == null ? in : codec.createInputStream(in), BUFFER);
  }

  private static CompressionCodec codec(Configuration hadoop, Path path) {
    return new CompressionCodecFactory(hadoop).getCodec(path);
  }
}
