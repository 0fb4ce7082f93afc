package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.cli.ExitCodeTest.Outcome;
import dev.kindling.cli.InitCommand.Kind;
import dev.kindling.config.Section;
import dev.kindling.train.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsLegalAlsoWithWhatIsCommentedOut(Kind kind) {
    String text = InitCommand.text(kind, "x.yaml");
    RunConfig.read(Section.parse("x.yaml", text));
    String more = text.replaceAll("(?m)^( +)# ((?:- dropout|early_stopping|min_).*)$", "$1$2");
    assertTrue(more.length() < text.length());
    RunConfig.read(Section.parse("x.yaml", more));
  }

  @Test
  void aFileIsWrittenWithTheCommandThatTrainsIt() throws IOException {
    Path file = folder.resolve("new/my.yaml");
    Outcome outcome = ExitCodeTest.run("init", "--kind", "images", "--output", "" + file);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(InitCommand.text(Kind.IMAGES, "" + file), Files.readString(file));
    assertTrue(Files.readString(file).contains("scripts/kindling train --conf " + file));
  }

  @Test
  void aNameThatAShellTakesApartIsQuoted() throws IOException {
    Path file = folder.resolve("my rows.yaml");
    String typed = "scripts/kindling train --conf '" + file + "'";
    Outcome outcome = ExitCodeTest.run("init", "--output", "" + file);
    assertTrue(outcome.out().endsWith("train it: " + typed + "\n"), outcome.out());
    assertTrue(Files.readString(file).contains("#   " + typed + "\n"));
  }

  @Test
  void theFileIsLocal() {
    Outcome outcome = ExitCodeTest.run("init", "--output", "hdfs:///conf/my.yaml");
    assertEquals(2, outcome.code());
    assertEquals("kindling: hdfs:/conf/my.yaml (--output) must be a local file\n", outcome.err());
  }

  @Test
  void aFileThatIsThereStays() throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "mine");
    Outcome outcome = ExitCodeTest.run("init", "--output", "" + file);
    assertEquals(2, outcome.code());
    assertEquals(
        "kindling: " + file + " (--output) exists already; name another file\n", outcome.err());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aKindThatIsNoneSaysWhichThereAre() {
    Outcome outcome = ExitCodeTest.run("init", "--kind", "texts");
    assertEquals(2, outcome.code());
    assertTrue(
        outcome
            .err()
            .startsWith(
                "Invalid value for option '--kind': texts is none of [classification, regression,"
                    + " images]\n"),
        outcome.err());
  }
}
