package dev.kindling.cli;

import dev.kindling.config.Secrets;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;

/** What a command prints, without passwords: lines are looked at whole. */
final class MaskingWriter extends Writer {
  private final PrintStream out;
  private final StringBuilder line = new StringBuilder();

  private MaskingWriter(PrintStream out) {
    this.out = out;
  }

  /** A writer that prints a line as it ends. */
  static PrintWriter on(PrintStream out) {
    return new PrintWriter(new MaskingWriter(out), true);
  }

  @Override
  public void write(char[] text, int from, int length) {
    line.append(text, from, length);
    print(line.lastIndexOf("\n") + 1);
  }

  private void print(int end) {
    out.print(Secrets.masked(line.substring(0, end)));
    line.delete(0, end);
  }

  @Override
  public void flush() {
    print(line.length());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
