package dev.kindling.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The BLAS this JVM computes with: OpenBLAS on one thread where it fits, else {@link ScalarGemm}
 * and, where the Vector API is, {@link VectorGemm}.
 *
 * <p>The system property {@code kindling.blas} decides: {@code auto} (the default), {@code native}
 * (an error where there is none), or {@code java} and {@code strict}, which are the same: Java,
 * whose bits do not depend on the machine. A native library of one's own is named by netlib's
 * properties {@code dev.ludovic.netlib.blas.nativeLibPath} (a file) or {@code
 * dev.ludovic.netlib.blas.nativeLib} (a name); its threads are then one's own business too.
 *
 * <p>netlib decides once per JVM whether it is native, so nothing else in the JVM may use it before
 * this class.
 */
public final class Blas {
  private static final String NETLIB = "dev.ludovic.netlib.blas.";
  private static final String LIBRARY_FILE = NETLIB + "nativeLibPath";
  private static final String LIBRARY_NAME = NETLIB + "nativeLib";
  private static final String ALLOW_NATIVE = NETLIB + "allowNative";
  private static final String VECTORS = "jdk.incubator.vector";

  private Blas() {}

  /**
   * The BLAS; the first call loads it. Safe for use by many threads.
   *
   * @throws BlasException if {@code kindling.blas} asks for what is not there
   */
  static Gemm get() {
    return Loaded.selection().gemm;
  }

  /** One line for people: which BLAS this is and, where it is a fallback, why. */
  public static String description() {
    return Loaded.selection().description;
  }

  /** Whether the BLAS is native code. */
  public static boolean isNative() {
    return get() instanceof NativeGemm;
  }

  record Selection(Gemm gemm, String description) {}

  private static final class Loaded {
    private static final Selection SELECTION;
    private static final String PROBLEM;

    static {
      Selection selection = null;
      String problem = null;
      try {
        selection = select(System.getProperty("kindling.blas", "auto"), OpenBlas::load);
      } catch (BlasException e) {
        problem = e.getMessage();
      }
      SELECTION = selection;
      PROBLEM = problem;
    }

    // Throwing in the initializer would hide the message from every call but the first.
    static Selection selection() {
      if (SELECTION == null) {
        throw new BlasException(PROBLEM, null);
      }
      return SELECTION;
    }
  }

  static Selection select(String choice, Callable<OpenBlas> bundled) {
    return switch (choice) {
      case "java", "strict" -> java("kindling.blas=" + choice);
      case "auto", "native" -> {
        try {
          yield loadNative(bundled);
        } catch (Exception | LinkageError e) {
          if (choice.equals("native")) {
            throw new BlasException("kindling.blas=native, but " + reason(e), e);
          }
          yield java(reason(e));
        }
      }
      default ->
          throw new BlasException(
              "kindling.blas=" + choice + " should be auto, native, java or strict", null);
    };
  }

  private static Selection loadNative(Callable<OpenBlas> bundled) throws Exception {
    if (System.getProperty(ALLOW_NATIVE, "true").equals("false")) {
      throw new UnsatisfiedLinkError(ALLOW_NATIVE + "=false");
    }
    String library = System.getProperty(LIBRARY_FILE, System.getProperty(LIBRARY_NAME));
    String description;
    Throwable failure;
    if (library == null) {
      OpenBlas openBlas = bundled.call();
      library = openBlas.file();
      description = openBlas.description();
      failure = initializeNetlib(LIBRARY_FILE, library);
    } else {
      description = library + " (native, named by a system property; sets its own threads)";
      failure = initializeNetlib(ALLOW_NATIVE, "true");
    }
    if (BLAS.getInstance() instanceof NativeBLAS blas) {
      return new Selection(new NativeGemm(blas), description);
    }
    throw new UnsatisfiedLinkError(
        "netlib did not load " + library + (failure == null ? "" : " (" + reason(failure) + ")"));
  }

  private static Selection java(String why) {
    if (!Fma.IN_HARDWARE) { // and vectors are worse than none
      return new Selection(new ScalarGemm(), "Kindling's Java (slow, without FMA): " + why);
    }
    if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
      String advice = "--add-modules=" + VECTORS + " makes it faster";
      return new Selection(new ScalarGemm(), "Kindling's Java (" + advice + "): " + why);
    }
    return new Selection(new VectorGemm(), "Kindling's Java (Vector API): " + why);
  }

  /**
   * Has netlib choose its implementations under a system property, without the lines that it would
   * log. The property is then as before: netlib does not ask again.
   *
   * @return why the native one failed, as far as netlib (from 3.2 on) tells; else null
   */
  private static Throwable initializeNetlib(String property, String value) {
    List<Throwable> failures = new ArrayList<>(); // in order: netlib tries the native one first
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getThrown() != null) {
              failures.add(record.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(NETLIB + "InstanceBuilder");
    Level level = logger.getLevel();
    boolean toParents = logger.getUseParentHandlers();
    logger.setLevel(Level.FINE);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    String before = System.setProperty(property, value);
    try {
      BLAS.getInstance();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
      logger.removeHandler(handler);
      logger.setUseParentHandlers(toParents);
      logger.setLevel(level);
    }
    return failures.isEmpty() ? null : failures.get(0);
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof UnsatisfiedLinkError ? root.getMessage() : root.toString();
  }
}
