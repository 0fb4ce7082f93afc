/**
 * Matrices over flat arrays, and the BLAS under them.
 *
 * <p>A {@link dev.kindling.linalg.Matrix} is a row-major view of a flat array: the parameters of a
 * whole network are one array, and every weight matrix a view of it. Training runs in {@code
 * float}, the gradient check in {@code double}; so that both run the same code, {@code
 * DoubleMatrix} is not written but generated from {@link dev.kindling.linalg.FloatMatrix} by the
 * build (see the antrun step in {@code job/pom.xml}).
 *
 * <p>Products go to whatever {@link dev.kindling.linalg.Blas} found: through netlib to a native
 * library, or to Java of Kindling's own, which gives the same bits on every machine. Shapes are
 * checked at that boundary only; elementwise kernels trust their callers. Uses nothing of Kindling.
 */
package dev.kindling.linalg;
