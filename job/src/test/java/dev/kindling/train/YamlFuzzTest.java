package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.testing.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Configurations as they ship, damaged: a configuration or a {@link ConfigException}. */
class YamlFuzzTest {
  @Provide
  Arbitrary<byte[]> configurations() throws IOException {
    return Arbitraries.oneOf(
        Mutations.of(Files.readAllBytes(Path.of("..", "conf", "digits.yaml"))),
        Mutations.of(Files.readAllBytes(Path.of("..", "conf", "digits-cnn.yaml"))));
  }

  @Property
  void isAConfigurationOrAnError(@ForAll("configurations") byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    Mutations.read(
        file.length, () -> RunConfig.read(Section.parse("x.yaml", text)), ConfigException.class);
  }

  @Test
  void aliasesThatMultiplyOneAnotherEndEarly() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      text.append("a%d: &a%d [".formatted(i, i))
          .append(("*a" + (i - 1) + ", ").repeat(10))
          .append("x]\n");
    }
    assertThrows(ConfigException.class, () -> Section.parse("x.yaml", text.toString()));
  }

  @Test
  void tagsMakeNoObjects() {
    for (String tag :
        new String[] {
          "!!java.net.URL [\"http://127.0.0.1\"]", "!!javax.script.ScriptEngineManager []", "!x 1"
        }) {
      ConfigException refused =
          assertThrows(ConfigException.class, () -> Section.parse("x.yaml", "data: " + tag));
      assertTrue(refused.getMessage().startsWith("x.yaml: "), refused.getMessage());
    }
  }
}
