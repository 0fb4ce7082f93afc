package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  private static void assertRefused(String message, String yaml) {
    ConfigException error =
        assertThrows(ConfigException.class, () -> Section.parse("conf/x.yaml", yaml));
    assertEquals("conf/x.yaml: " + message, error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n", "null", "~"})
  void anEmptyFileIsRefused(String yaml) {
    assertRefused("the top level is empty but must be a map (key: value)", yaml);
  }

  @Test
  void aTopLevelThatIsNoMapIsRefused() {
    assertRefused("the top level is [1, 2] but must be a map (key: value)", "- 1\n- 2\n");
    assertRefused("the top level is \"data\" but must be a map (key: value)", "data\n");
  }

  /** As in YAML 1.2; in YAML 1.1 a leading zero made it octal. */
  @Test
  void aLeadingZeroChangesNoNumber() {
    assertEquals(
        Map.of("a", 10, "b", 8, "c", 7.5, "octal", 8),
        Section.parse("conf/x.yaml", "{a: 010, b: 08, c: 007.5, octal: 0o10}").asMap());
  }

  @Test
  void aSyntaxErrorNamesLineAndColumn() {
    assertRefused(
        "not valid YAML at line 2, column 16: mapping values are not allowed here",
        "data:\n  train: digits: csv\n");
    assertRefused(
        "not valid YAML at line 3, column 1: expected ',' or ']', but got <stream end>"
            + " (while parsing a flow sequence at line 2, column 10)",
        "network:\n  input: [1, 8\n");
    assertRefused(
        "not valid YAML at line 2, column 1: found character '\\t(TAB)' that cannot start any"
            + " token. (Do not use \\t(TAB) for indentation)",
        "data:\n\ttrain: digits\n");
  }

  @Test
  void aDuplicateKeyIsRefused() {
    assertRefused(
        "not valid YAML at line 3, column 3: found duplicate key seed"
            + " (while constructing a mapping at line 2, column 3)",
        "training:\n  seed: 1\n  seed: 2\n");
    assertRefused("duplicate key data.1", "data: {1: a, '1': b}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!java.io.File x", "!!javax.script.ScriptEngineManager [x]", "!x y"})
  void aTagCreatesNothing(String value) {
    ConfigException error =
        assertThrows(ConfigException.class, () -> Section.parse("conf/x.yaml", "a: " + value));
    String tag = value.split(" ")[0].replace("!!", "tag:yaml.org,2002:");
    assertEquals(
        "conf/x.yaml: not valid YAML at line 1, column 4: could not determine a constructor for"
            + " the tag "
            + tag,
        error.getMessage());
  }

  @Test
  void valuesThatJsonDoesNotHaveAreRefused() {
    String problem = "a.b must be text, a number, true or false, a list or a map (key: value)";
    assertRefused(problem, "a: {b: !!binary aGk=}");
    assertRefused(problem, "a: {b: !!set {x, y}}");
  }

  @Test
  void anAliasStandsForItsValue() {
    Section root = Section.parse("conf/x.yaml", "a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}");
    assertEquals("{a={x=1}, b={x=1}, c={y=2, x=1}}", root.asMap().toString());
  }

  @Test
  void aliasesCannotMultiplyWithoutEnd() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i <= 12; i++) {
      yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(5) + "]\n");
    }
    ConfigException error =
        assertThrows(ConfigException.class, () -> Section.parse("conf/x.yaml", yaml.toString()));
    assertEquals(
        "conf/x.yaml: too many values (do aliases repeat one another?)", error.getMessage());
  }

  @Test
  void nestingEnds() {
    assertRefused("not valid YAML: nested too deeply", "a: " + "[".repeat(100_000));
    assertRefused("nested more than 100 levels deep", "a: &a [*a]");
  }

  @Test
  void randomTextEndsInAMapOrAConfigException() {
    String[] pieces = {
      "a",
      "1",
      ":",
      ": ",
      "\n",
      "  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "'",
      "\"",
      "|",
      ">",
      "#",
      "!!int ",
      "!!float ",
      "!!bool ",
      "!!null ",
      "!!map ",
      "!!seq ",
      "!!str ",
      "? ",
      "<<: ",
      "%YAML 1.2\n",
      "---\n",
      "...",
      "\t",
      "\\x",
      "\u0000",
      "\ud800",
      "e-3",
      ".inf",
      "0x",
    };
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Section.parse("conf/x.yaml", text.toString());
      } catch (ConfigException expected) {
        assertEquals("conf/x.yaml: ", expected.getMessage().substring(0, 13));
      } catch (RuntimeException e) {
        throw new AssertionError("on: " + text, e);
      }
    }
  }

  @Test
  void aGivenMapIsCopied() {
    Map<String, Object> map = new HashMap<>(Map.of("a", new ArrayList<>(List.of(1))));
    Section section = Section.of("model.json", map);
    map.clear();
    assertEquals("{a=[1]}", section.asMap().toString());
  }

  @Test
  void aListNeedsNoBrackets() {
    assertEquals(List.of(0.001, 32, "cosine", true), Yaml.list("--x", "1e-3, 32,cosine,true"));
    assertEquals(
        List.of(List.of(1, 2), Map.of("adam", Map.of("rate", 0.1)), "a, b"),
        Yaml.list("--x", "[1, 2],{adam: {rate: 0.1}},'a, b'"));
    assertEquals(List.of(), Yaml.list("--x", ""));
    ConfigException refused = assertThrows(ConfigException.class, () -> Yaml.list("--x", "1,[2"));
    assertEquals(
        "--x: not valid YAML at line 1, column 7: expected ',' or ']', but got <stream end> (while"
            + " parsing a flow sequence at line 1, column 1)",
        refused.getMessage());
    assertThrows(ConfigException.class, () -> Yaml.list("--x", "1],[2"));
  }

  @Test
  void aValueFitsIntoALine() {
    Map<String, Object> value = new HashMap<>();
    value.put("dense", Map.of("units", 64));
    assertEquals("{dense: {units: 64}}", Yaml.inline(value));
    assertEquals("0.01", Yaml.inline(0.01));
    assertEquals("'64'", Yaml.inline("64"));
    assertEquals("\"a\\nb: c\"", Yaml.inline("a\nb: c"));
    assertEquals("[1, x]", Yaml.inline(List.of(1, "x")));
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadAsTheSame(@ForAll("maps") Map<String, Object> map) {
    assertEquals(map, Section.parse("x.yaml", Yaml.write(map)).asMap());
    assertEquals(List.of(map), Yaml.list("--x", Yaml.inline(map)));
  }

  @Provide
  Arbitrary<Map<String, Object>> maps() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1e-3",
                "64",
                "no",
                "null",
                "~",
                "",
                " a",
                "a: b",
                "a #b",
                "- x",
                "[1",
                "0x1F",
                "*.csv",
                "&a",
                "s3a://b/c,d",
                "true",
                "x\ny",
                "'",
                "\"",
                "\\",
                ".nan",
                "---"),
            Arbitraries.strings().ofMaxLength(8).withCharRange(' ', '~').withChars('é', '\t'));
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            texts.map(x -> (Object) x),
            Arbitraries.integers().map(x -> (Object) x),
            Arbitraries.longs().greaterOrEqual(1L << 40).map(x -> (Object) x),
            Arbitraries.doubles().map(x -> (Object) x),
            Arbitraries.of(true, false).map(x -> (Object) x));
    Arbitrary<Object> values =
        Arbitraries.lazyOf(
            () -> scalars,
            () -> scalars.list().ofMaxSize(3).map(x -> (Object) x),
            () -> Arbitraries.maps(texts, scalars).ofMaxSize(3).map(x -> (Object) x));
    return Arbitraries.maps(texts, values).ofMaxSize(4);
  }
}
