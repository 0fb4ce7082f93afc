package dev.kindling.model;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of what is built, or kept for a moment, beside its place. */
final class Unfinished {
  private static final String END = "\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private Unfinished() {}

  /** A new name; the dot hides it from whoever lists the parent for data. */
  static String name(String place) {
    return "." + place + "." + UUID.randomUUID();
  }

  /** Whether {@link #name} gave this name for any place. */
  static boolean isName(String name) {
    return name.matches("\\..+" + END);
  }

  /** Whether {@link #name} gave this name for that place. */
  static boolean isNameOf(String place, String name) {
    return name.matches(Pattern.quote("." + place) + END);
  }

  /** A message with that place in it, where it has names that {@link #name} gave for it. */
  static String named(String place, String message) {
    return message.replaceAll(Pattern.quote("." + place) + END, Matcher.quoteReplacement(place));
  }
}
