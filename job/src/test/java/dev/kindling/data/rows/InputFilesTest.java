package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  private static final Path DEVICE = Path.of("/dev/null"); // to be read as little as a pipe

  @TempDir private Path folder;

  private static void assertNoFile(Path path, Path input) {
    assertEquals(
        path
            + " is a pipe or a device and no file: write its rows to a file first, since they are"
            + " read more than once (data.train or --data)",
        assertThrows(
                DataException.class, () -> InputFiles.find(new Configuration(), input.toString()))
            .getMessage());
  }

  @Test
  void aPipeOrADeviceIsRefused() {
    assertNoFile(DEVICE, DEVICE);
  }

  @Test
  void soIsOneAmongTheFilesOfAFolder() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "1,2\n");
    Path link = Files.createSymbolicLink(folder.resolve("b.csv"), DEVICE);
    assertNoFile(link, folder);
  }

  @Test
  void aLinkToAFileIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1,2\n");
    Path link = Files.createSymbolicLink(folder.resolve("b.csv"), file);
    assertEquals(1, InputFiles.find(new Configuration(), link.toString()).size());
  }
}
