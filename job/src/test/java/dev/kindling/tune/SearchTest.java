package dev.kindling.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {

  private static List<Object> draws(String distribution, int count) {
    return Search.random(List.of("x=" + distribution), count, 1).points().stream()
        .map(point -> point.get("x"))
        .toList();
  }

  @Test
  void aGridIsEveryCombination() {
    assertEquals(
        List.of(
            Map.of("a.rate", 0.01, "b", "constant"),
            Map.of("a.rate", 0.01, "b", "cosine"),
            Map.of("a.rate", 0.03, "b", "constant"),
            Map.of("a.rate", 0.03, "b", "cosine")),
        Search.grid(List.of("a.rate=0.01,0.03", "b=constant,cosine")).points());
  }

  @Test
  void aValueMayBeAListOrAMap() {
    assertEquals(
        List.of(
            Map.of("x", List.of(3, 3)),
            Map.of("x", 5),
            Map.of("x", Map.of("adam", Map.of("learning_rate", 0.1)))),
        Search.grid(List.of("x=[3, 3],5,{adam: {learning_rate: 0.1}}")).points());
  }

  @Test
  void theSeedDecidesWhatIsDrawn() {
    List<String> texts = List.of("a=log(1e-4, 1e-1)", "b=int(16, 256)", "c=relu,tanh");
    Search search = Search.random(texts, 20, 1);
    assertEquals(search, Search.random(texts, 20, 1));
    assertNotEquals(search, Search.random(texts, 20, 2));
    assertEquals(20, search.points().size());
    assertEquals(
        search.points().subList(0, 5), Search.random(texts, 5, 1).points(), "more only adds");
  }

  @Test
  void drawsLieInTheirRangesAndFillThem() {
    List<Object> uniform = draws("uniform(-1, 3)", 1000);
    assertTrue(uniform.stream().allMatch(x -> (double) x >= -1 && (double) x <= 3));
    assertEquals(500, uniform.stream().filter(x -> (double) x < 1).count(), 60);
    List<Object> log = draws("log(1e-4, 1)", 1000);
    assertTrue(log.stream().allMatch(x -> (double) x >= 1e-4 && (double) x <= 1));
    assertEquals(250, log.stream().filter(x -> (double) x < 1e-3).count(), 60);
    assertEquals(new HashSet<>(draws("int(3, 6)", 4)), new HashSet<>(List.of(3, 4, 5, 6)));
    assertEquals(
        new HashSet<>(draws("int(-2147483648, 2147483647)", 50)).size(), 50, "the widest range");
  }

  @Test
  void drawsAreShortNumbersWithinTheirEnds() {
    assertTrue(draws("log(1e-4, 1)", 100).stream().allMatch(x -> x.toString().length() <= 8));
    assertTrue(
        draws("uniform(1.00001, 1.00002)", 100).stream()
            .allMatch(x -> (double) x >= 1.00001 && (double) x <= 1.00002));
  }

  @Test
  void noPointIsDrawnTwice() {
    List<Map<String, Object>> points =
        Search.random(List.of("a=1,2,3", "b=int(1, 4)"), 12, 5).points();
    assertEquals(12, new HashSet<>(points).size());
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> Search.random(List.of("a=1,2,2", "b=int(1, 4)"), 9, 5));
    assertEquals(
        "--random is 9 but --sample has only 8 different points; --grid tries all of them",
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lr | lr must be a dotted key and its values, such as training.batch_size=32,64",
        "a= | a= needs at least one value, such as 32,64",
        "a=1,[2 | a=1,[2: not valid YAML at line 1, column 7: expected ',' or ']', but got <stream"
            + " end> (while parsing a flow sequence at line 1, column 1)",
      })
  void refusesWhatIsNoGrid(String text, String message) {
    ConfigException refused = assertThrows(ConfigException.class, () -> Search.grid(List.of(text)));
    assertEquals("--grid " + message, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b=1,2 | a={b: 3},{b: 4}", "a={b: 3},{b: 4} | a.b=1,2"})
  void refusesAKeyOfWhichAnotherIsAPart(String grid) {
    List<String> keys = List.of(grid.split(" \\| "));
    ConfigException refused = assertThrows(ConfigException.class, () -> Search.grid(keys));
    assertEquals(
        "--grid has a and a.b, which is a part of it: one would undo the other",
        refused.getMessage());
    assertThrows(ConfigException.class, () -> Search.random(keys, 2, 1));
    assertEquals(4, Search.grid(List.of("a.b=1,2", "a.bc=1,2")).points().size());
  }

  @Test
  void refusesAKeyThatIsThereTwiceAndAGridWithoutEnd() {
    ConfigException twice =
        assertThrows(ConfigException.class, () -> Search.grid(List.of("a=1", "a=2")));
    assertEquals("--grid has a twice", twice.getMessage());
    String ten = "=0,1,2,3,4,5,6,7,8,9";
    assertEquals(
        "--grid e" + ten + " makes more than 10000 combinations",
        assertThrows(
                ConfigException.class,
                () -> Search.grid(List.of("a" + ten, "b" + ten, "c" + ten, "d" + ten, "e" + ten)))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log(0, 1) | needs numbers above 0",
        "log(1e-1, 1e-4) | needs two numbers, the smaller one first",
        "uniform(1) | needs two numbers, the smaller one first",
        "uniform(a, b) | needs two numbers, the smaller one first",
        "uniform(0, .inf) | needs two numbers, the smaller one first",
        "int(1, 2.5) | needs two whole numbers",
        "normal(0, 1) | is no distribution",
      })
  void refusesWhatIsNoDistribution(String text, String problem) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Search.random(List.of("a=" + text), 1, 1));
    assertEquals(
        "--sample a="
            + text
            + " "
            + problem
            + "; legal are uniform(0, 0.5), log(1e-4, 1e-1), int(16, 256) and a list of values",
        refused.getMessage());
  }

  @Test
  void aValueThatIsThereTwiceIsNotTriedTwice() {
    assertEquals(
        "--grid a=8,16,8 has 8 twice",
        assertThrows(ConfigException.class, () -> Search.grid(List.of("a=8,16,8"))).getMessage());
  }

  @Test
  void soManyPointsAreAMistakeAtRandomToo() {
    assertEquals(
        "--random is 1000000000 but must be at most 10000",
        assertThrows(
                ConfigException.class,
                () -> Search.random(List.of("a=uniform(0, 1)"), 1_000_000_000, 1))
            .getMessage());
  }

  @Test
  void aLogarithmHasAsWideARangeAsNumbersHave() {
    for (Object draw : draws("log(1e-200, 1e200)", 100)) {
      assertTrue((double) draw >= 1e-200 && (double) draw <= 1e200, draw::toString);
    }
  }
}
