package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.train.ConfigReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceCommandTest {
  @Test
  void thePageOfTheReferenceIsWhatTheCommandPrints() throws IOException {
    assertEquals(
        ReferenceCommand.markdown(ConfigReference.read()),
        Files.readString(Path.of("src/site/configuration.md")),
        "run scripts/kindling reference > job/src/site/configuration.md");
  }
}
