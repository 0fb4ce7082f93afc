package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir java.nio.file.Path folder;

  private static void check(String file) {
    OutputFile.check(HADOOP, new Path(file), "--output", false);
  }

  private static String refused(String file) {
    return assertThrows(OutputException.class, () -> check(file)).getMessage();
  }

  @Test
  void aFileThatCanBeWrittenLeavesNothingBehindWhenThatIsTried() throws IOException {
    check(folder + "/new/deep/a.yaml");
    check(folder + "/a.yaml");
    try (Stream<java.nio.file.Path> left = Files.list(folder)) {
      assertFalse(left.findAny().isPresent());
    }
  }

  @Test
  void whereNoFileCanBeMadeIsToldBeforeAnythingIsComputed() throws IOException {
    java.nio.file.Path file = Files.writeString(folder.resolve("rows.csv"), "x");
    assertEquals(
        file + "/a.yaml cannot be written: " + file + " is a file, no folder",
        refused(file + "/a.yaml"));
    String place = "/proc/none/a.yaml"; // where not even root makes files
    String message = refused(place);
    assertEquals(
        place + " cannot be written: no file can be made in /proc",
        message.replaceAll(" \\([^)]*\\)$", ""));
  }

  /** Has nothing, not even a root. */
  static final class Nothing extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("nothing:///");
    }

    @Override
    public boolean exists(Path path) {
      return false;
    }
  }

  @Test
  void aFileSystemWithoutARootIsNamed() {
    Configuration hadoop = new Configuration(HADOOP);
    hadoop.setClass("fs.nothing.impl", Nothing.class, FileSystem.class);
    hadoop.setBoolean("fs.nothing.impl.disable.cache", true);
    for (String file : List.of("nothing:///a/b.yaml", "nothing:///")) {
      assertEquals(
          new Path(file) + " cannot be written: nothing:/// has no folder for it, not even a root",
          assertThrows(
                  OutputException.class,
                  () -> OutputFile.check(hadoop, new Path(file), "--output", false))
              .getMessage());
    }
  }

  @Test
  void aMessageNamesTheFileThatWasToBe() {
    String building = "/a/" + Unfinished.name("b.yaml");
    assertEquals(
        "/a/b.yaml cannot be written: /a/b.yaml (No space left on device)",
        new OutputException("/a/b.yaml", new IOException(building + " (No space left on device)"))
            .getMessage());
    String spaced = "renaming /a.b/" + Unfinished.name("my file.yaml") + " to it failed";
    for (String file : List.of("/a.b/my file.yaml", "my file.yaml")) {
      assertEquals(
          file + " cannot be written: renaming /a.b/my file.yaml to it failed",
          new OutputException(file, new IOException(spaced)).getMessage());
    }
  }
}
