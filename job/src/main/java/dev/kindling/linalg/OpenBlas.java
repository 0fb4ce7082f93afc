package dev.kindling.linalg;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The OpenBLAS that Kindling brings with it, loaded and set to one thread: many tasks share a
 * machine, and each of them is one thread.
 *
 * <p>JavaCPP's Loader unpacks it once per user, under a file lock, into {@code ~/.javacpp/cache},
 * into the temporary directory where there is no such home, or where the system property {@code
 * org.bytedeco.javacpp.cachedir} says.
 *
 * @param file the library as it is loaded in this JVM
 * @param description for people, in one line
 */
record OpenBlas(String file, String description) {
  /** What OpenBLAS may take an x86-64 processor for; its builds for other processors do not ask. */
  private static final List<String> CORES =
      List.of(
          "SAPPHIRERAPIDS",
          "COOPERLAKE",
          "SKYLAKEX",
          "ZEN",
          "HASWELL",
          "EXCAVATOR",
          "STEAMROLLER",
          "PILEDRIVER",
          "BULLDOZER",
          "SANDYBRIDGE",
          "BARCELONA",
          "NEHALEM",
          "CORE2",
          "PRESCOTT");

  /**
   * Loads it.
   *
   * @throws UnsatisfiedLinkError if there is none for this platform, or it does not load
   */
  static OpenBlas load() throws IOException {
    String platform = Loader.getPlatform();
    String binding = System.mapLibraryName("jniopenblas_nolapack");
    String resource = "/org/bytedeco/openblas/" + platform + "/" + binding;
    if (openblas_nolapack.class.getResource(resource) == null) {
      throw new UnsatisfiedLinkError("no native OpenBLAS for " + platform);
    }
    openblas_nolapack.blas_set_num_threads(1); // loads it first
    return new OpenBlas(
        loadedFile(),
        "OpenBLAS"
            + version()
            + " ("
            + decided(core(), System.getenv("OPENBLAS_CORETYPE"))
            + "native, 1 thread per task)");
  }

  // JavaCPP unpacks the library under a second name for this binding. A file of the first name
  // would be a second OpenBLAS in the process, with threads of its own that nobody has limited.
  private static String loadedFile() {
    return Loader.getLoadedLibraries().entrySet().stream()
        .filter(library -> library.getKey().matches("(lib)?openblas_nolapack.*"))
        .map(Map.Entry::getValue)
        .filter(file -> new File(file).isFile())
        .findFirst()
        .orElseThrow(() -> new UnsatisfiedLinkError("OpenBLAS loaded, but not from a file"));
  }

  private static String version() throws IOException {
    String version = Loader.getVersion("org.bytedeco", "openblas", openblas_nolapack.class);
    return version == null ? "" : " " + version.replaceFirst("-.*", ""); // 0.3.31-1.5.13
  }

  // openblas_get_corename is bound only beside all of LAPACK (20 MB); `gotoblas` points to the
  // kernels that were chosen.
  private static String core() {
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen == null) {
      return "";
    }
    Pointer kernels = new PointerPointer<>(chosen).get();
    return CORES.stream()
        .filter(core -> kernels.equals(Loader.addressof("gotoblas_" + core)))
        .findFirst()
        .orElse("");
  }

  /** Says so where the user's environment chose the kernels, which may be at half the speed. */
  static String decided(String core, String byEnvironment) {
    if (core.isEmpty()) {
      return "";
    }
    return core.equalsIgnoreCase(byEnvironment) ? core + " by OPENBLAS_CORETYPE, " : core + ", ";
  }
}
