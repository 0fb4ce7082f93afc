/**
 * Trained models: what one is, and the folder it is kept in.
 *
 * <p>A {@link dev.kindling.model.Model} is everything that a prediction needs: the network, its
 * parameters, how a raw feature becomes an input, and the names of the classes. {@link
 * dev.kindling.model.ModelFolder} writes it as two files that need no Kindling to be read:
 *
 * <ul>
 *   <li>{@code model.json}: a format version and the description;
 *   <li>{@code weights.safetensors}: the parameters, see {@link dev.kindling.model.Safetensors}.
 * </ul>
 *
 * <p>A {@link dev.kindling.model.KindlingModel} uses it in any Java program: what it reaches knows
 * no Hadoop.
 *
 * <p>{@link dev.kindling.model.Release} is the version that models, and runs, say that they are of.
 *
 * <p>Promises that a folder is whole or absent, that the same model gives the same bytes, that
 * folders of older format versions stay readable, and that whatever is wrong with a folder is a
 * {@link dev.kindling.model.ModelException} that names the file. Never Java serialization.
 *
 * <p>Leaves out how data is read (it keeps that description without looking into it) and training.
 * Uses nn, linalg and config, Jackson, and of Hadoop only its file systems; no Spark.
 */
package dev.kindling.model;
