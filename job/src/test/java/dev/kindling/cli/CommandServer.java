package dev.kindling.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The other side of {@link Commands}: runs what it reads, and answers with how that ended. */
final class CommandServer {
  private CommandServer() {}

  public static void main(String[] none) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream answers = new DataOutputStream(System.out);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8)); // before log4j takes it
    for (String master = in.readUTF(); !master.isEmpty(); master = in.readUTF()) {
      System.setProperty("spark.master", master);
      List<String> arguments = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        arguments.add(in.readUTF());
      }
      answers.writeInt(Kindling.run(arguments.toArray(String[]::new)));
      for (ByteArrayOutputStream text : List.of(out, err)) {
        answers.writeInt(text.size());
        text.writeTo(answers);
        text.reset();
      }
      answers.flush();
    }
  }
}
