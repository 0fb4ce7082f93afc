/**
 * Models in the format of others, ONNX (https://onnx.ai).
 *
 * <p>{@link dev.kindling.onnx.OnnxExport} writes a model as a graph: {@link
 * dev.kindling.onnx.ColumnNodes} says which nodes the columns of a table are, {@link
 * dev.kindling.onnx.LayerNodes} which a layer is, {@link dev.kindling.onnx.OutcomeNodes} which make
 * predictions, {@link dev.kindling.onnx.GraphBuilder} makes them.
 *
 * <p>{@link dev.kindling.onnx.OnnxImport} reads a model: {@link dev.kindling.onnx.GraphReader} goes
 * through the nodes of a graph and gives each {@link dev.kindling.onnx.Value} to the {@link
 * dev.kindling.onnx.Operator} that the node names. There are four tables of them: those that
 * compute constants ({@link dev.kindling.onnx.ConstantOperators}), those that lengthen the {@link
 * dev.kindling.onnx.Chain} of layers ({@link dev.kindling.onnx.LayerOperators}, {@link
 * dev.kindling.onnx.ImageOperators}), those that shape or scale what passes through it ({@link
 * dev.kindling.onnx.ShapeOperators}, {@link dev.kindling.onnx.ArithmeticOperators}), and those that
 * make predictions of the last layer's outputs ({@link dev.kindling.onnx.OutcomeOperators}).
 *
 * <p>Promises that a model either becomes one that predicts the same, or is refused with the name
 * of the node and what would be legal; nothing of a graph is passed over. Whatever is wrong with a
 * file is a {@link dev.kindling.model.ModelException}.
 *
 * <p>Uses model and what lies below it, and alone ONNX's protobuf classes.
 */
package dev.kindling.onnx;
