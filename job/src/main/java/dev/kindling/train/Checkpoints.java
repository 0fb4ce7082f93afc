package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.ModelException;
import dev.kindling.model.OutputException;
import dev.kindling.nn.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints of a run, each a folder {@code step-000000123} of {@link CheckpointFiles} that
 * appears whole: when one is due, how many are kept, and which is the latest.
 */
final class Checkpoints {
  private static final String PREFIX = "step-";

  private final FileSystem fs;
  private final Path folder;
  private final CheckpointConfig config;
  private final CheckpointFiles files;
  private final LongSupplier clock;
  private final List<Path> damaged = new ArrayList<>(); // that latest() found
  private volatile Path last; // that is whole
  private Place lastPlace; // whose state it has
  private long lastSteps;
  private long lastTime;

  /** Tells a state from all others of a run. */
  private record Place(long steps, int epoch, double rateFactor) {
    static Place of(TrainingState state, long steps) {
      return new Place(steps, state.epoch, state.rateFactor);
    }
  }

  /**
   * @param dependsOn what must be the same for a checkpoint to fit: configuration and data
   */
  Checkpoints(
      FileSystem fs,
      Path folder,
      CheckpointConfig config,
      Network network,
      Map<String, Object> dependsOn) {
    this(fs, folder, config, network, dependsOn, System::nanoTime);
  }

  /**
   * The same by another clock.
   *
   * @param clock nanoseconds since some time
   */
  Checkpoints(
      FileSystem fs,
      Path folder,
      CheckpointConfig config,
      Network network,
      Map<String, Object> dependsOn,
      LongSupplier clock) {
    this.fs = fs;
    this.folder = folder;
    this.config = config;
    this.files = new CheckpointFiles(fs, network, dependsOn);
    this.clock = clock;
    lastTime = clock.getAsLong();
  }

  /**
   * Saves the state if it is time to.
   *
   * @param steps that training has taken in all
   */
  void saveWhenDue(TrainingState state, long steps) {
    boolean bySteps =
        config.everySteps() > 0 && steps / config.everySteps() > lastSteps / config.everySteps();
    boolean byTime =
        config.everyMinutes() > 0 && clock.getAsLong() - lastTime >= config.everyMinutes() * 60e9;
    if (bySteps || byTime) {
      save(state, steps);
    }
    lastSteps = steps;
  }

  /** The latest one that was saved or read, or null. */
  Path last() {
    return last;
  }

  /**
   * Saves the state, unless the last one has it, and deletes the damaged checkpoints and the
   * oldest.
   */
  Path save(TrainingState state, long steps) {
    Place place = Place.of(state, steps);
    if (place.equals(lastPlace)) {
      return last; // to replace it would leave none for a moment
    }
    Path checkpoint = new Path(folder, PREFIX + String.format(Locale.ROOT, "%012d", steps));
    try {
      AtomicWrite.folder(
          fs,
          checkpoint,
          building -> {
            files.write(building, state);
            // One of the same step gives way only now: the disk may have been too full.
            fs.delete(checkpoint, true);
          });
      last = checkpoint;
      lastPlace = place;
      for (Path useless : damaged) {
        if (!useless.getName().equals(checkpoint.getName())) {
          fs.delete(useless, true);
        }
      }
      damaged.clear();
      List<Path> all = newestFirst();
      for (Path old : all.subList(Math.min(config.keep(), all.size()), all.size())) {
        fs.delete(old, true);
      }
    } catch (IOException | FSError e) {
      throw new OutputException(checkpoint.toString(), e);
    }
    lastTime = clock.getAsLong();
    return checkpoint;
  }

  /**
   * The state of the latest checkpoint that is whole, or null if there is none.
   *
   * @param warnings hears of each later one that is not
   * @throws ConfigException if the checkpoint is of another configuration or other data
   * @throws ModelException if the file system fails, which says nothing about the checkpoints
   */
  TrainingState latest(Consumer<String> warnings) {
    damaged.clear();
    try {
      List<Path> checkpoints = newestFirst();
      for (Path checkpoint : checkpoints) {
        try {
          TrainingState state = files.read(checkpoint);
          last = checkpoint;
          lastSteps = steps(checkpoint);
          lastPlace = Place.of(state, lastSteps);
          return state;
        } catch (ModelException e) {
          damaged.add(checkpoint);
          boolean last = damaged.size() == checkpoints.size();
          warnings.accept(
              e.getMessage()
                  + (last
                      ? "; no other is whole: training starts anew"
                      : "; passed over for the checkpoint before it"));
        }
      }
      last = null;
      lastPlace = null;
      lastSteps = 0;
      return null;
    } catch (IOException e) {
      throw new ModelException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!fs.exists(folder)) {
      return List.of();
    }
    return Arrays.stream(fs.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().matches(PREFIX + "\\d{12,18}")) // what fits a long
        .sorted(Comparator.comparingLong(Checkpoints::steps).reversed())
        .toList();
  }

  private static long steps(Path checkpoint) {
    return Long.parseLong(checkpoint.getName().substring(PREFIX.length()));
  }
}
