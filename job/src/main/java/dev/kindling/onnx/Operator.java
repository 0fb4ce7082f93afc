package dev.kindling.onnx;

/** An operator of ONNX, as it is read. */
@FunctionalInterface
interface Operator {

  /**
   * What a node of this operator gives.
   *
   * @param chain the layers so far, to which it may add
   * @throws dev.kindling.model.ModelException if the node is not supported, naming it
   */
  Value apply(Node node, Chain chain);
}
