package dev.kindling.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;

/** Results for programs: one JSON value in one line. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Prints maps, lists, texts, numbers, booleans and null. */
  static void print(PrintWriter out, Object value) throws JsonProcessingException {
    out.println(MAPPER.writeValueAsString(value));
    out.flush();
  }
}
