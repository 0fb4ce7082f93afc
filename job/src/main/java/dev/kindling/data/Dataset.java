package dev.kindling.data;

import dev.kindling.config.Secrets;
import dev.kindling.config.Wording;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.RowEncoder;
import dev.kindling.features.Scaling;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prepared data of a training run, cached on the executors.
 *
 * @param partitions one element for each partition, in the order of their indices
 * @param trainingSizes how many training examples each partition has
 * @param validationRows how many validation examples there are in all
 * @param profile of the training rows; null where nothing was fitted to them
 * @param featureNames what the training input names its features; none where nothing does
 * @param rejected the bad rows of each input, {@code train} and maybe {@code validation}
 */
public record Dataset(
    JavaRDD<ExamplePartition> partitions,
    List<Integer> trainingSizes,
    long validationRows,
    Classes classes,
    FeaturePreparation preparation,
    DataProfile profile,
    List<String> featureNames,
    Map<String, RejectedRows> rejected)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dataset.class);

  /**
   * Reads, checks, splits, prepares and caches.
   *
   * @param network that the examples are for
   * @param fitted preparation of before, or null to fit one to the training examples
   * @param fold of the training rows to hold out, or null for what the configuration holds out
   * @throws DataException naming the file, line and value that is wrong
   */
  public static Dataset load(
      JavaSparkContext spark,
      DataConfig config,
      Network network,
      int partitions,
      long seed,
      FeaturePreparation fitted,
      Fold fold) {
    Wanted wanted = Wanted.weighted(network).with(encoder(config, fitted));
    Source source = open(spark, config, config.train(), wanted, seed);
    return load(spark, source, config, network, partitions, seed, fitted, fold);
  }

  /** The same of training rows that are there already. */
  public static Dataset load(
      JavaSparkContext spark,
      Source source,
      DataConfig config,
      Network network,
      int partitions,
      long seed,
      FeaturePreparation fitted,
      Fold fold) {
    spark.setJobDescription("loading " + Secrets.masked(source.name()));
    Map<String, RejectedRows> rejected = new LinkedHashMap<>();
    rejected.put("train", rejected(source));
    Classes classes = Classes.of(source, network.classes());
    Dealer dealer = dealer(source, classes, config, fold, partitions, seed);
    long held = dealer.held().rows();
    JavaRDD<Dealer.Dealt> dealt = dealer.deal(source, classes);
    if (config.validationPath() != null && fold == null) {
      Wanted labelled = Wanted.labelled(network).with(source.encoder());
      Source validation = openValidation(spark, config, labelled, seed);
      FeatureNames.check(
          validation.name(), validation.featureNames(), source.featureNames(), source.name());
      rejected.put("validation", rejected(validation));
      classes.check(validation, "those of " + config.train());
      held = validation.rowCount();
      dealt =
          dealt.zipPartitions(
              new Dealer(Dealer.Places.shuffled(held, seed), HeldOut.first(held), partitions)
                  .deal(validation, classes),
              (training, other) ->
                  List.of(training.next().withValidationOf(other.next())).iterator());
    }
    return prepare(
        dealt,
        fitted,
        source.encoder(),
        config,
        network.inputShape(),
        held,
        classes,
        source.featureNames(),
        rejected);
  }

  /** What makes raw numbers of cells; null where they are numbers. */
  private static RowEncoder encoder(DataConfig config, FeaturePreparation fitted) {
    if (fitted != null) {
      return Wanted.encoder(fitted);
    }
    return config.columns().isEmpty() ? null : new RowEncoder(config.columns());
  }

  private static Source openValidation(
      JavaSparkContext spark, DataConfig config, Wanted wanted, long seed) {
    try {
      return open(spark, config, config.validationPath(), wanted, seed);
    } catch (DataException e) {
      throw new DataException(e.getMessage().replace(InputFiles.GIVEN_BY, "data.validation"), e);
    }
  }

  private static Source open(
      JavaSparkContext spark, DataConfig config, String name, Wanted wanted, long seed) {
    return config.format().open(spark, name, wanted.with(config.badRows()), seed);
  }

  /** The bad rows of a source, which its user hears of. */
  private static RejectedRows rejected(Source source) {
    RejectedRows rejected = source.rejected();
    if (rejected.count() > 0) {
      LOG.warn("{} and left out: {}", rejected, rejected.reasons());
    }
    return rejected;
  }

  private static Dealer dealer(
      Source source, Classes classes, DataConfig config, Fold fold, int partitions, long seed) {
    long rows = source.rowCount();
    if (fold != null && rows < fold.count()) {
      throw new DataException(
          "%s has %s, too few for %d folds"
              .formatted(source.name(), Wording.counted(rows, "row"), fold.count()));
    }
    if (!config.stratify()) {
      if (fold == null && rows == 1 && config.validationFraction() > 0) {
        throw new DataException(
            "%s has 1 row, which data.validation: %s would hold out: no row is left to train on"
                .formatted(source.name(), config.validationFraction()));
      }
      HeldOut held =
          fold == null ? HeldOut.first(heldOut(rows, config.validationFraction())) : fold.of(rows);
      return new Dealer(Dealer.Places.shuffled(rows, seed), held, partitions);
    }
    Strata strata = Strata.of(source, classes);
    if (fold != null) {
      StratifiedFolds folds = new StratifiedFolds(strata.counts(), fold.count(), seed);
      return new Dealer(strata.places(folds), fold.of(rows), partitions);
    }
    StratifiedHoldOut split =
        new StratifiedHoldOut(strata.counts(), heldOut(rows, config.validationFraction()), seed);
    if (split.validationRows() == 0) {
      throw new DataException(
          source.name()
              + " has no class with a row to spare for validation, see data.validation and"
              + " data.stratify");
    }
    return new Dealer(strata.places(split), HeldOut.first(split.validationRows()), partitions);
  }

  private static long heldOut(long rows, double fraction) {
    if (fraction == 0) {
      return 0;
    }
    return Math.max(1, Math.min(rows - 1, Math.round(rows * fraction)));
  }

  private static Dataset prepare(
      JavaRDD<Dealer.Dealt> dealt,
      FeaturePreparation before,
      RowEncoder encoder,
      DataConfig config,
      Shape input,
      long held,
      Classes classes,
      List<String> featureNames,
      Map<String, RejectedRows> rejected) {
    dealt.persist(config.storage().level());
    try {
      FittedFeatures fitted =
          before != null ? FittedFeatures.given(before) : fit(dealt, config, input, encoder);
      FeaturePreparation preparation = fitted.preparation();
      List<int[]> codes = fitted.codes();
      RandomShift shift =
          config.shift() == 0
              ? null
              : RandomShift.of(config.shift(), input, (FeatureScaling) preparation); // of images
      JavaRDD<ExamplePartition> partitions =
          dealt
              .map(
                  part ->
                      new ExamplePartition(
                          part.partition(),
                          Examples.pack(part.training().recoded(codes), preparation, shift),
                          Examples.pack(part.validation().recoded(codes), preparation, null)))
              .persist(config.storage().level());
      try {
        List<Integer> sizes = partitions.map(part -> part.training().size()).collect();
        if (partitions.filter(part -> part.training().totalWeight() > 0).isEmpty()) {
          throw new DataException(
              config.train() + " has no training row with a weight above 0 (data.weight)");
        }
        return new Dataset(
            partitions,
            sizes,
            held,
            classes,
            preparation,
            fitted.profile(),
            featureNames,
            rejected);
      } catch (Throwable e) {
        partitions.unpersist();
        throw e;
      }
    } finally {
      dealt.unpersist();
    }
  }

  private static FittedFeatures fit(
      JavaRDD<Dealer.Dealt> dealt, DataConfig config, Shape input, RowEncoder encoder) {
    if (encoder != null) {
      return ColumnsFit.fit(dealt, encoder);
    }
    if (config.scaling() == Scaling.NONE) {
      return FittedFeatures.given(FeatureScaling.none(input.size()));
    }
    return ScalingFit.of(dealt).fitted(config.scaling());
  }

  public long trainingRows() {
    return trainingSizes.stream().mapToLong(Integer::longValue).sum();
  }

  /** Whether some training examples count more or less than 1. */
  public boolean weighted() {
    return !partitions.filter(part -> part.training().weighted()).isEmpty();
  }

  /** How many training examples each class has, {@code [K]}. */
  public long[] trainingClassCounts() {
    int count = classes.names().size();
    long[] sum = new long[count];
    for (long[] part :
        partitions.map(partition -> partition.training().classCounts(count)).collect()) {
      Arrays.setAll(sum, k -> sum[k] + part[k]);
    }
    return sum;
  }

  /** The moments of the training examples' targets, which are numbers. */
  public Moments trainingTargets() {
    Moments all = new Moments();
    partitions.map(partition -> partition.training().targetMoments()).collect().forEach(all::merge);
    return all;
  }

  /** How many rows of each input are bad, for each reason, and where the first one is. */
  public List<Map<String, Object>> badRows() {
    List<Map<String, Object>> all = new ArrayList<>();
    rejected.forEach(
        (input, rows) ->
            rows.byReason()
                .forEach(
                    (reason, tally) -> {
                      Map<String, Object> some = new LinkedHashMap<>();
                      some.put("input", input);
                      some.put("reason", reason.toString());
                      some.put("rows", tally.count());
                      some.put("first", tally.first());
                      all.add(some);
                    }));
    return all;
  }

  /** Tells this data from other data, or the same dealt or scaled in another way. */
  public String fingerprint() {
    List<String> parts =
        partitions
            .map(
                part ->
                    "%08x%08x".formatted(part.training().checksum(), part.validation().checksum()))
            .collect();
    CRC32C checksum = new CRC32C();
    checksum.update(String.join("", parts).getBytes(StandardCharsets.US_ASCII));
    return String.format(
        Locale.ROOT,
        "%d+%d rows, CRC-32C %08x",
        trainingRows(),
        validationRows,
        checksum.getValue());
  }

  /** Bytes of the examples that executors keep in memory, and on disk, as Spark counts them. */
  public record Stored(long memory, long disk) {}

  /** Where the examples are. */
  public Stored stored() {
    for (RDDInfo info : partitions.context().getRDDStorageInfo()) {
      if (info.id() == partitions.id()) {
        return new Stored(info.memSize(), info.diskSize());
      }
    }
    return new Stored(0, 0);
  }

  /** Gives the executors their memory back. */
  @Override
  public void close() {
    partitions.unpersist();
  }
}
