package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.testing.HangingFileSystem;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "runs/a-1.yaml | runs/a-1.yaml",
        "hdfs://host:9000/a_b@c+d%20=e,f | hdfs://host:9000/a_b@c+d%20=e,f",
        "my rows.yaml | 'my rows.yaml'",
        "data/*.csv | 'data/*.csv'",
        "Ann's $HOME | 'Ann'\\''s $HOME'",
        "größe | 'größe'",
        "\"\" | ''",
      })
  void anArgumentIsOneToAShell(String text, String typed) {
    assertEquals(typed, Typed.argument(text));
  }

  @Test
  void aConfigurationThatIsNotLocalGetsItsScheme() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
    hadoop.set("fs.hanging.impl", HangingFileSystem.class.getName());
    Path file = new Path("/a/x.yaml");
    assertEquals("scripts/kindling train --conf /a/x.yaml", Typed.training(file, hadoop));
    Path there = new Path("hanging:/a/x.yaml");
    String typed = "scripts/kindling train --conf hanging:/a/x.yaml";
    assertEquals(typed, Typed.training(there, hadoop));
    hadoop.set("fs.defaultFS", "hanging:///");
    assertEquals(typed, Typed.training(file, hadoop));
    assertEquals(
        "scripts/kindling train --conf file:/a/x.yaml",
        Typed.training(new Path("file:/a/x.yaml"), hadoop));
  }
}
