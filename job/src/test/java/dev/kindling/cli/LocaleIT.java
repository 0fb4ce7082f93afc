package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Script;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and texts are UTF-8 where the locale is POSIX, as in cron and containers. */
class LocaleIT {
  /** The bytes as they are, for this JVM's locale may be that one, too. */
  private static final String DESCRIBE =
      """
      unset LANG LC_CTYPE
      data=$0/$'d\\303\\244t'.csv
      printf 'x,gr\\303\\266\\303\\237e\\n1,tr\\303\\250s\\n2,peu\\n' >"$data"
      LC_ALL=C scripts/kindling describe --data "$data" --label $'gr\\303\\266\\303\\237e' --json
      """;

  @TempDir Path folder;

  @Test
  void argumentsFileNamesAndWhatIsPrintedAreUtf8() {
    Script.Result result =
        Script.run(
            // What a locale without UTF-8 makes of standard output, in Java 17 and after it.
            Map.of(
                "KINDLING_JAVA_OPTS",
                "-Dfile.encoding=US-ASCII -Dstdout.encoding=US-ASCII -Dstderr.encoding=US-ASCII"),
            "/bin/bash",
            "-c",
            DESCRIBE,
            folder.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("label: größe", result.err().lines().findFirst().orElse(""));
    assertTrue(result.out().contains("\"classes\":{\"peu\":1,\"très\":1}"), result.out());
  }
}
