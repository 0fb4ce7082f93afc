package dev.kindling.session;

import dev.kindling.config.ConfigException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The Spark settings that Kindling wants, each only where the user has not set it. */
public final class SparkSettings {
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String BLAS = "kindling.blas";
  private static final String SERIALIZER = "spark.serializer";
  private static final String JAVA_SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

  private SparkSettings() {}

  /** What Hadoop's file systems are configured with, before there is a Spark context. */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(defaults());
  }

  /** Starts Spark, in local mode unless spark-submit or the user says otherwise. */
  public static JavaSparkContext start(String application) {
    return new JavaSparkContext(
        defaults().setIfMissing("spark.app.name", "kindling " + application));
  }

  /**
   * The same, but gives up on a cluster that does not answer, and explains why Spark did not start.
   *
   * @throws ConfigException if it cannot with these settings
   * @throws ResourceException if it does not within the timeout, or something that it needs of this
   *     machine or the cluster is not to be had
   */
  static JavaSparkContext start(String application, Duration timeout) throws Exception {
    SparkConf conf = defaults();
    SparkFolders.check(conf, System.getenv());
    String master = conf.get("spark.master");
    try {
      return master.startsWith("local")
          ? start(application)
          : ClusterStart.within(timeout, master, () -> start(application));
    } catch (ResourceException e) {
      throw e;
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      throw StartFailure.explain(new SparkConf(), e);
    }
  }

  /**
   * Refuses a session that somebody else has started and that cannot run Kindling.
   *
   * @throws ConfigException naming the setting
   */
  public static void check(SparkConf session) {
    String found = session.get(SERIALIZER, JAVA_SERIALIZER);
    if (!found.equals(JAVA_SERIALIZER)) {
      throw new ConfigException(
          "%s is %s but must be %s, Spark's default: Kryo cannot write Java's records"
              .formatted(SERIALIZER, found, JAVA_SERIALIZER));
    }
  }

  private static SparkConf defaults() {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    conf.set(SERIALIZER, JAVA_SERIALIZER); // whatever this machine's other programs use
    // One BLAS thread per task, also for a BLAS of the user's own: task threads fill the cores.
    conf.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", "1");
    conf.set(
        EXECUTOR_OPTIONS,
        executorOptions(conf.get(EXECUTOR_OPTIONS, null), System.getProperty(BLAS)));
    conf.setIfMissing("spark.broadcast.compress", "false"); // of floats, nothing gets smaller
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.broadcast.checksum", "false"); // nothing leaves the process
      conf.setIfMissing("spark.task.maxDirectResultSize", "64m"); // straight to the driver's sum
      // A task without enough memory fails the job; otherwise it would end this process.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
    } else {
      conf.setIfMissing("spark.resultGetter.threads", "2"); // each holds results several times
    }
    return conf;
  }

  /**
   * What the JVMs of executors are started with: the driver's choice of a BLAS is theirs.
   *
   * @param configured by the user, or null
   * @param blas the driver's choice, or null
   */
  static String executorOptions(String configured, String blas) {
    // For products on the Vector API, where no native library fits.
    String options = configured == null ? "--add-modules=jdk.incubator.vector" : configured;
    boolean chosen = options.contains("-D" + BLAS + "=");
    return blas == null || chosen ? options : options + " -D" + BLAS + "=" + blas;
  }
}
