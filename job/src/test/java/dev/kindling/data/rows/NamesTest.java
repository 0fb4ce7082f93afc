package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void manyOrLongOnesAreCutAndNoneRulesTheTerminal() {
    assertEquals("a, b", Names.shorten(List.of("a", "b")));
    assertEquals(
        "x, x, x, x, x, x, x, x, x, x, x, x and 8 more",
        Names.shorten(Collections.nCopies(20, "x")));
    assertEquals(
        "PK??, " + "y".repeat(80) + "...",
        Names.shorten(List.of("PK\u0003\u001b", "y".repeat(99))));
  }
}
