package dev.kindling.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products of {@link ScalarGemm} on the Vector API, to the bit and however long the vectors
 * are: each element of C is one lane of a sum that no other lane takes part in.
 *
 * <p>As in K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, 2008,
 * and F. Van Zee and R. van de Geijn, BLIS: a framework for rapidly instantiating BLAS
 * functionality, 2015: blocks of A and B are packed in the order in which they will be read, A's to
 * stay in the second-level cache, a panel of B's in the first, and a tile of C in registers.
 */
final class VectorGemm extends ScalarGemm {
  /**
   * The same as netlib's, which Spark ML uses in the same process: the JIT compiler finds out from
   * a profile that all callers share which vectors there are, and boxes them where there are two
   * kinds (6 instead of 90 gigaflops on Java 17).
   */
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_MAX;

  private static final int LANES = SPECIES.length();

  /** Rows and columns of a tile: its twelve vectors, two of A and one of B fit 16 registers. */
  private static final int TILE_ROWS = 2 * LANES;

  private static final int TILE_COLS = 6;

  /** Rows and columns of a block of C, whole tiles. */
  private static final int ROWS = Math.max(192 / TILE_ROWS, 1) * TILE_ROWS;

  private static final int COLS = 128 * TILE_COLS;

  /** Terms of the sums that are added before the next ones are packed. */
  private static final int TERMS = 256;

  // As in ScalarGemm.
  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  private static final class Room {
    final float[] a = new float[ROWS * TERMS];
    final float[] b = new float[TERMS * COLS];
    final float[] tile = new float[TILE_ROWS * TILE_COLS];
  }

  @Override
  public void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int offA,
      int lda,
      float[] b,
      int offB,
      int ldb,
      float beta,
      float[] c,
      int offC,
      int ldc) {
    scale(m, n, beta, c, offC, ldc);
    if (alpha == 0) {
      return;
    }
    // Few rows, such as a layer's ten outputs, would leave vectors half empty: C' = B' A' then.
    if (m <= LANES && m < n) {
      add(n, m, k, b, offB, ldb, !transB, alpha, a, offA, lda, transA, 1, c, offC, ldc, 1);
    } else {
      add(m, n, k, a, offA, lda, transA, 1, b, offB, ldb, !transB, alpha, c, offC, 1, ldc);
    }
  }

  /**
   * Adds a product to C.
   *
   * @param alongA whether the terms of a row of op(A) lie beside each other
   * @param alongB whether the terms of a column of op(B) lie beside each other
   * @param alphaA a factor of A
   * @param alphaB a factor of B
   * @param down how far apart in C two rows are
   * @param right how far apart in C two columns are
   */
  private static void add(
      int m,
      int n,
      int k,
      float[] a,
      int offA,
      int lda,
      boolean alongA,
      float alphaA,
      float[] b,
      int offB,
      int ldb,
      boolean alongB,
      float alphaB,
      float[] c,
      int offC,
      int down,
      int right) {
    Room room = ROOM.get();
    for (int j = 0; j < n; j += COLS) {
      int cols = Math.min(COLS, n - j);
      for (int l = 0; l < k; l += TERMS) {
        int terms = Math.min(TERMS, k - l);
        int fromB = offB + (alongB ? j * ldb + l : l * ldb + j);
        pack(b, fromB, ldb, alongB, alphaB, cols, terms, room.b, TILE_COLS);
        for (int i = 0; i < m; i += ROWS) {
          int rows = Math.min(ROWS, m - i);
          int fromA = offA + (alongA ? i * lda + l : l * lda + i);
          pack(a, fromA, lda, alongA, alphaA, rows, terms, room.a, TILE_ROWS);
          addBlock(room, rows, cols, terms, c, offC + i * down + j * right, down, right);
        }
      }
    }
  }

  /**
   * Packs rows of op(A), or columns of op(B), in panels of {@code width} of them: their first
   * terms, their second terms, and so on. What the last panel lacks stays as it was: what comes of
   * it is not in C.
   */
  private static void pack(
      float[] from,
      int at,
      int ld,
      boolean along,
      float alpha,
      int count,
      int terms,
      float[] to,
      int width) {
    for (int p = 0; p < count; p += width) {
      int used = Math.min(width, count - p);
      int panel = p * terms;
      if (along) {
        transpose(from, at + p * ld, ld, used, terms, to, panel, width);
      } else {
        for (int t = 0; t < terms; t++) {
          System.arraycopy(from, at + p + t * ld, to, panel + t * width, used);
        }
      }
      for (int q = panel; q < panel + width * terms && alpha != 1; q++) {
        to[q] *= alpha;
      }
    }
  }

  private static void transpose(
      float[] from, int at, int ld, int rows, int terms, float[] to, int panel, int width) {
    int r = 0;
    for (; r + 1 < rows; r += 2) { // two at a time: half the time
      int row = at + r * ld;
      int next = row + ld;
      for (int t = 0, p = panel + r; t < terms; t++, p += width) {
        to[p] = from[row + t];
        to[p + 1] = from[next + t];
      }
    }
    if (r < rows) {
      int row = at + r * ld;
      for (int t = 0, p = panel + r; t < terms; t++, p += width) {
        to[p] = from[row + t];
      }
    }
  }

  private static void addBlock(
      Room room, int rows, int cols, int terms, float[] c, int offC, int down, int right) {
    for (int j = 0; j < cols; j += TILE_COLS) {
      int width = Math.min(TILE_COLS, cols - j);
      for (int i = 0; i < rows; i += TILE_ROWS) {
        int height = Math.min(TILE_ROWS, rows - i);
        int at = offC + i * down + j * right;
        if (down == 1 && height == TILE_ROWS && width == TILE_COLS) {
          addTile(room.a, i * terms, room.b, j * terms, terms, c, at, right);
        } else {
          move(c, at, down, right, room.tile, 0, 1, TILE_ROWS, height, width);
          addTile(room.a, i * terms, room.b, j * terms, terms, room.tile, 0, TILE_ROWS);
          move(room.tile, 0, 1, TILE_ROWS, c, at, down, right, height, width);
        }
      }
    }
  }

  private static void move(
      float[] from,
      int at,
      int down,
      int right,
      float[] to,
      int toAt,
      int toDown,
      int toRight,
      int rows,
      int cols) {
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        to[toAt + i * toDown + j * toRight] = from[at + i * down + j * right];
      }
    }
  }

  /** Adds a panel of A times a panel of B to a tile of C. */
  private static void addTile(
      float[] a, int atA, float[] b, int atB, int terms, float[] c, int at, int ldc) {
    int at1 = at + ldc;
    int at2 = at1 + ldc;
    int at3 = at2 + ldc;
    int at4 = at3 + ldc;
    int at5 = at4 + ldc;
    // Variables, not an array: only these stay in registers. And no method around what is repeated:
    // the JIT compiler would stop inlining before the end.
    FloatVector x0 = FloatVector.fromArray(SPECIES, c, at);
    FloatVector y0 = FloatVector.fromArray(SPECIES, c, at + LANES);
    FloatVector x1 = FloatVector.fromArray(SPECIES, c, at1);
    FloatVector y1 = FloatVector.fromArray(SPECIES, c, at1 + LANES);
    FloatVector x2 = FloatVector.fromArray(SPECIES, c, at2);
    FloatVector y2 = FloatVector.fromArray(SPECIES, c, at2 + LANES);
    FloatVector x3 = FloatVector.fromArray(SPECIES, c, at3);
    FloatVector y3 = FloatVector.fromArray(SPECIES, c, at3 + LANES);
    FloatVector x4 = FloatVector.fromArray(SPECIES, c, at4);
    FloatVector y4 = FloatVector.fromArray(SPECIES, c, at4 + LANES);
    FloatVector x5 = FloatVector.fromArray(SPECIES, c, at5);
    FloatVector y5 = FloatVector.fromArray(SPECIES, c, at5 + LANES);
    for (int t = 0; t < terms; t++) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, atA + t * TILE_ROWS);
      FloatVector y = FloatVector.fromArray(SPECIES, a, atA + t * TILE_ROWS + LANES);
      int from = atB + t * TILE_COLS;
      FloatVector factor = FloatVector.broadcast(SPECIES, b[from]);
      x0 = x.fma(factor, x0);
      y0 = y.fma(factor, y0);
      factor = FloatVector.broadcast(SPECIES, b[from + 1]);
      x1 = x.fma(factor, x1);
      y1 = y.fma(factor, y1);
      factor = FloatVector.broadcast(SPECIES, b[from + 2]);
      x2 = x.fma(factor, x2);
      y2 = y.fma(factor, y2);
      factor = FloatVector.broadcast(SPECIES, b[from + 3]);
      x3 = x.fma(factor, x3);
      y3 = y.fma(factor, y3);
      factor = FloatVector.broadcast(SPECIES, b[from + 4]);
      x4 = x.fma(factor, x4);
      y4 = y.fma(factor, y4);
      factor = FloatVector.broadcast(SPECIES, b[from + 5]);
      x5 = x.fma(factor, x5);
      y5 = y.fma(factor, y5);
    }
    x0.intoArray(c, at);
    y0.intoArray(c, at + LANES);
    x1.intoArray(c, at1);
    y1.intoArray(c, at1 + LANES);
    x2.intoArray(c, at2);
    y2.intoArray(c, at2 + LANES);
    x3.intoArray(c, at3);
    y3.intoArray(c, at3 + LANES);
    x4.intoArray(c, at4);
    y4.intoArray(c, at4 + LANES);
    x5.intoArray(c, at5);
    y5.intoArray(c, at5 + LANES);
  }
}
