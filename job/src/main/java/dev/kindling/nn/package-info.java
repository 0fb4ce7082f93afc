/**
 * Networks: layers, activations, losses, initialisation, and the proof of their gradients.
 *
 * <p>A {@link dev.kindling.nn.Network} is an immutable description and holds no weights. Everything
 * it does is a function of one flat parameter vector and some examples:
 *
 * <pre>(parameters, examples) -> (loss sum, weight sum, correct count, example count, gradient sum)
 * </pre>
 *
 * <p>Three lifetimes, three objects: the network lives as long as the job; the parameters change
 * with each step; the activations of one pass live in a {@link dev.kindling.nn.Workspace}, which
 * belongs to one task at a time. Layers are stateless, so all threads of an executor share them;
 * what they need beside their arguments (scratch memory, seeds, whether they are training) comes
 * with the {@link dev.kindling.nn.Pass}. Statistics of the data lie among the parameters, but move
 * by a rule of their own, or not at all ({@link dev.kindling.nn.Parameter#trained}).
 *
 * <p>Letters, here and in every shape comment: N examples, D inputs, M outputs of a layer, K
 * classes; C x H x W an image, F filters, HH x WW a kernel. Examples lie along the rows. {@code dy}
 * is the gradient of the loss sum with respect to {@code y}.
 *
 * <p>Knows no learning rate, no files and no Spark; uses linalg and config.
 */
package dev.kindling.nn;
