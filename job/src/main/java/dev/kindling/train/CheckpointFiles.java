package dev.kindling.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.ModelException;
import dev.kindling.model.Safetensors;
import dev.kindling.model.Sha256;
import dev.kindling.nn.Network;
import dev.kindling.optim.OptimizerState;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is in a checkpoint's folder: {@code state.json} and, in the layout of the model's weights,
 * {@code parameters.safetensors}, {@code best.safetensors} under early stopping, and a file for
 * each vector of the optimizer's state. {@code state.json} has the SHA-256 of the others, {@code
 * state.json.sha256} that of itself. It also has what the run depends on: going on is refused under
 * another configuration or with other data.
 *
 * @param network whose tensors the vectors are cut into
 * @param dependsOn what must be the same for a checkpoint to fit: configuration and data
 */
record CheckpointFiles(FileSystem fs, Network network, Map<String, Object> dependsOn) {
  private static final int FORMAT_VERSION = 2; // 1 had no digest of the state itself
  private static final String STATE = "state.json";
  private static final String STATE_DIGEST = "state.json.sha256";
  private static final String PARAMETERS = "parameters.safetensors";
  private static final String BEST = "best.safetensors";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Writes the files into a folder that does not exist yet. */
  void write(Path building, TrainingState state) throws IOException {
    Map<String, Object> digests = new LinkedHashMap<>();
    for (Map.Entry<String, Matrix> file : vectors(state).entrySet()) {
      MessageDigest digest = Sha256.start();
      AtomicWrite.create(
          fs,
          new Path(building, file.getKey()),
          out ->
              Safetensors.write(
                  new DigestOutputStream(out, digest), network.tensors(), file.getValue()));
      digests.put(file.getKey(), Sha256.end(digest));
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format_version", FORMAT_VERSION);
    map.put("state", StateJson.write(state));
    map.put("files", digests);
    map.put("depends_on", dependsOn);
    byte[] json = JSON.writeValueAsBytes(map);
    AtomicWrite.create(fs, new Path(building, STATE), out -> out.write(json));
    byte[] digest = Sha256.of(json).getBytes(StandardCharsets.US_ASCII);
    AtomicWrite.create(fs, new Path(building, STATE_DIGEST), out -> out.write(digest));
  }

  private static Map<String, Matrix> vectors(TrainingState state) {
    Map<String, Matrix> vectors = new LinkedHashMap<>();
    vectors.put(PARAMETERS, state.parameters);
    for (int v = 0; v < state.optimizer.vectors().size(); v++) {
      vectors.put(optimizerFile(v), state.optimizer.vectors().get(v));
    }
    if (state.best != null) {
      vectors.put(BEST, state.best);
    }
    return vectors;
  }

  private static String optimizerFile(int vector) {
    return "optimizer" + vector + ".safetensors";
  }

  /**
   * Reads a state.
   *
   * @throws ModelException if the checkpoint is damaged
   * @throws ConfigException if it is of another configuration or other data, or of a newer Kindling
   * @throws IOException if the file system fails, which says nothing about the checkpoint
   */
  TrainingState read(Path checkpoint) throws IOException {
    Map<String, Object> json = json(checkpoint);
    checkSame(checkpoint, json.get("depends_on"));
    try {
      Section root = Section.of(new Path(checkpoint, STATE).toString(), json);
      Section digests = root.section("files");
      TrainingState state =
          new TrainingState(
              vector(checkpoint, PARAMETERS, digests), optimizerState(checkpoint, root));
      if (digests.has(BEST)) {
        state.best = vector(checkpoint, BEST, digests);
      }
      StateJson.read(root.section("state"), state);
      return state;
    } catch (ConfigException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  private Map<String, Object> json(Path checkpoint) throws IOException {
    Path file = new Path(checkpoint, STATE);
    Path digestFile = new Path(checkpoint, STATE_DIGEST);
    Object json;
    boolean checked;
    try {
      byte[] bytes = bytes(file);
      checked = fs.exists(digestFile);
      if (checked
          && !Sha256.of(bytes).equals(new String(bytes(digestFile), StandardCharsets.US_ASCII))) {
        throw new ModelException(file + " was altered: its SHA-256 is not that in " + STATE_DIGEST);
      }
      json = JSON.readValue(bytes, Object.class);
    } catch (IOException e) {
      throw damage(file, e);
    }
    if (!(json instanceof Map<?, ?> map && map.get("format_version") instanceof Integer version)) {
      throw new ModelException(file + " is not the state of a checkpoint");
    }
    if (version > FORMAT_VERSION) {
      throw new ConfigException(
          file + " has format version " + version + ": go on with the Kindling that wrote it");
    }
    if (version > 1 && !checked) {
      throw new ModelException(digestFile + " is missing");
    }
    @SuppressWarnings("unchecked") // the keys of a JSON object are text
    Map<String, Object> root = (Map<String, Object>) map;
    return root;
  }

  /** Refuses to go on from what was made under other circumstances, and says which. */
  private void checkSame(Path checkpoint, Object theirs) {
    String differences = Circumstances.differences(theirs, dependsOn);
    if (!differences.isEmpty()) {
      throw new ConfigException(
          "%s was made with something else: %s; train without --resume to start anew"
              .formatted(checkpoint, differences));
    }
  }

  private OptimizerState optimizerState(Path checkpoint, Section root) throws IOException {
    Section digests = root.section("files");
    List<Matrix> vectors = new ArrayList<>();
    while (digests.has(optimizerFile(vectors.size()))) {
      vectors.add(vector(checkpoint, optimizerFile(vectors.size()), digests));
    }
    return new OptimizerState(
        root.section("state").longInteger("optimizer_step", 0, Long.MAX_VALUE), vectors);
  }

  private Matrix vector(Path checkpoint, String name, Section digests) throws IOException {
    Path file = new Path(checkpoint, name);
    MessageDigest digest = Sha256.start();
    Matrix vector;
    try (InputStream in = new DigestInputStream(fs.open(file), digest)) {
      vector =
          Safetensors.read(in, fs.getFileStatus(file).getLen(), network.tensors(), file.toString());
    } catch (IOException e) {
      throw damage(file, e);
    }
    if (!Sha256.end(digest).equals(digests.string(name))) {
      throw new ModelException(file + " was altered: its SHA-256 is not that in " + STATE);
    }
    return vector;
  }

  /** What an error says about a file of a checkpoint. Others than these are for the caller. */
  private static ModelException damage(Path file, IOException e) throws IOException {
    if (e instanceof FileNotFoundException
        || e instanceof EOFException
        || e instanceof ChecksumException
        || e instanceof JsonProcessingException) {
      return new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
    throw e;
  }

  private byte[] bytes(Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return in.readAllBytes();
    }
  }
}
