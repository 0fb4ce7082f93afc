package dev.kindling.cli;

import dev.kindling.train.ConfigReference;
import dev.kindling.train.ConfigReference.Chapter;
import dev.kindling.train.ConfigReference.Entry;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "reference",
    description = "Prints every key of a configuration: legal values, default, meaning.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling reference | less",
      "  kindling reference --json |",
      "    jq '.keys[] | select(.key == \"training.batch_size\")'"
    })
final class ReferenceCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    List<Chapter> chapters = ConfigReference.read();
    PrintWriter out = command.commandLine().getOut();
    if (json.isOn()) {
      json.print(
          Map.of(
              "keys",
              chapters.stream()
                  .flatMap(chapter -> chapter.entries().stream())
                  .map(ReferenceCommand::map)
                  .toList()));
    } else {
      out.print(markdown(chapters));
      out.flush();
    }
    return 0;
  }

  /** A map, because a relocated ObjectMapper need not know records. */
  private static Map<String, Object> map(Entry entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("key", entry.key());
    map.put("value", entry.legal());
    map.put("default", entry.defaultValue().replace("`", ""));
    map.put("meaning", entry.meaning());
    return map;
  }

  static String markdown(List<Chapter> chapters) {
    StringBuilder text = new StringBuilder();
    text.append("# Configuration\n\n")
        .append("<!-- Written by: scripts/kindling reference -->\n\n")
        .append("Every key, as `scripts/kindling reference` prints them.\n");
    for (Chapter chapter : chapters) {
      String title =
          Character.toUpperCase(chapter.title().charAt(0)) + chapter.title().substring(1);
      text.append("\n## ").append(title).append("\n\n");
      text.append(chapter.before().strip()).append('\n');
      if (!chapter.entries().isEmpty()) {
        text.append("\n| key | value | default | |\n|---|---|---|---|\n");
      }
      for (Entry entry : chapter.entries()) {
        String row = "| `%s` | %s | %s | %s |\n";
        text.append(
            row.formatted(entry.key(), entry.legal(), entry.defaultValue(), entry.meaning()));
      }
      if (!chapter.after().isEmpty()) {
        text.append('\n').append(chapter.after().strip()).append('\n');
      }
    }
    return text.toString();
  }
}
