package dev.kindling.data.formats;

/** Fields of CSV that begin with a quote and do not end on their line. */
public final class Quotes {
  static final String OPEN =
      "a quote that is not closed: a row is one line, and so is each of its fields";

  private Quotes() {}

  /** Whether a field goes on after the end of the line; univocity takes what there is for all. */
  public static boolean stayOpen(String line, char delimiter) {
    int at = line.indexOf('"');
    if (at < 0) {
      return false;
    }
    boolean blank = line.substring(line.lastIndexOf(delimiter, at) + 1, at).isBlank();
    boolean quoted = false;
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (quoted) {
        boolean twice = c == '"' && at + 1 < line.length() && line.charAt(at + 1) == '"';
        at += twice ? 1 : 0; // which are one quote of the text
        quoted = c != '"' || twice;
      } else if (c == delimiter) {
        blank = true;
      } else if (c == '"' && blank) {
        quoted = true;
        blank = false;
      } else {
        blank &= c == ' ' || c == '\t';
      }
    }
    return quoted;
  }
}
