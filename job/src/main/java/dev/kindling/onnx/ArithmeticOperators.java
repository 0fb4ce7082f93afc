package dev.kindling.onnx;

import dev.kindling.onnx.Chain.Link;
import dev.kindling.onnx.Value.Activations;
import dev.kindling.onnx.Value.Kind;
import dev.kindling.onnx.Value.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The operators that add and multiply by constants: the bias of the layer before, the preparation
 * of the features in front of the first layer, or the unit of the outputs after the last.
 */
final class ArithmeticOperators {
  static final Map<String, Operator> ALL =
      Map.of(
          "Add", ArithmeticOperators::add,
          "Div", ArithmeticOperators::divide,
          "Mul", ArithmeticOperators::multiply,
          "Sub", ArithmeticOperators::subtract,
          "onnx.ml.Scaler", ArithmeticOperators::scaler);

  private ArithmeticOperators() {}

  private static Activations add(Node node, Chain chain) {
    return add(node, chain, node.eitherExamples(), node.eitherConstant());
  }

  private static Activations add(Node node, Chain chain, Activations x, Constant constant) {
    chain.requireCurrent(node, x);
    if (chain.addBias(node, constant)) {
      return chain.current();
    }
    double[] summands = constants(node, chain, x, constant);
    chain.scaling().subtract(node, Arrays.stream(summands).map(c -> -c).toArray());
    return chain.next();
  }

  private static Value subtract(Node node, Chain chain) {
    if (isComplement(node, chain)) {
      return new Outcome(Kind.COMPLEMENT, chain.version());
    }
    return add(node, chain, node.x(), node.constant(1).map(c -> -c));
  }

  /** Whether this is 1 less the one sigmoid that the last layer gives. */
  private static boolean isComplement(Node node, Chain chain) {
    List<Value> inputs = node.inputs();
    return inputs.size() == 2
        && inputs.get(0) instanceof Constant one
        && inputs.get(1) instanceof Activations p
        && p.size() == 1
        && p.version() == chain.version()
        && chain.endsWithSigmoid()
        && one.is(1);
  }

  private static Activations multiply(Node node, Chain chain) {
    Activations x = node.eitherExamples();
    return multiply(node, chain, x, node.eitherConstant());
  }

  private static Activations multiply(Node node, Chain chain, Activations x, Constant factor) {
    if (!chain.isEmpty() && x.isVector()) {
      return denormalize(node, chain, x, factor);
    }
    chain.scaling().multiply(node, constants(node, chain, x, factor));
    return chain.next();
  }

  /** A layer that has no mean yet: one that is added is a bias that it may have. */
  private static Activations denormalize(Node node, Chain chain, Activations x, Constant factor) {
    chain.requireCurrent(node, x);
    x.requireChannelsFirst(node);
    if (factor.size() != 1 && !factor.significantSides().equals(x.sides())) {
      throw node.error("has a constant of " + factor.sides() + " for examples of " + x.sides());
    }
    List<Constant> parameters = Arrays.asList(null, factor.spread(x.size()));
    return chain.add(node, new Link("denormalize", Map.of(), parameters), x.sides());
  }

  private static Activations divide(Node node, Chain chain) {
    return multiply(node, chain, node.x(), node.constant(1).map(c -> 1 / c));
  }

  private static Activations scaler(Node node, Chain chain) {
    double[] offset = constants(node, chain, node.x(), node.numbers("offset"));
    double[] scale = constants(node, chain, node.x(), node.numbers("scale"));
    chain.scaling().subtract(node, offset);
    chain.scaling().multiply(node, scale);
    return chain.next();
  }

  /** A constant in front of all layers, for each feature, each channel or all. */
  private static double[] constants(Node node, Chain chain, Activations x, Constant c) {
    chain.requireCurrent(node, x);
    if (!chain.isEmpty()) {
      throw node.error(
          "is no bias of a dense or convolutional layer; constants are supported there, in"
              + " front of the first layer, and as factors and divisors of vectors");
    }
    List<Integer> sides = c.significantSides();
    boolean ofChannels = x.sides().size() == 3 && sides.equals(List.of(x.sides().get(0), 1, 1));
    if (c.size() != 1 && !ofChannels && !sides.equals(x.sides())) {
      throw node.error("has a constant of " + c.sides() + " for examples of " + x.sides());
    }
    double[] values = new double[c.size()];
    Arrays.setAll(values, c::number);
    return values;
  }
}
