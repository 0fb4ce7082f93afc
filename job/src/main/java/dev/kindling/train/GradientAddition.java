package dev.kindling.train;

import dev.kindling.nn.GradientSum;
import dev.kindling.sums.TreeSum;

/** Addition of gradient sums over so many parameters, which can be cut into slices. */
record GradientAddition(int parameters) implements TreeSum.Addition<GradientSum> {

  @Override
  public GradientSum apply(GradientSum left, GradientSum right) {
    return left.merge(right);
  }

  @Override
  public long numbers() {
    return parameters;
  }

  @Override
  public GradientSum slice(GradientSum whole, int slice, int of) {
    return whole.slice(slice, of);
  }

  @Override
  public GradientSum put(GradientSum part, int slice, int of, GradientSum before) {
    GradientSum whole = before == null ? new GradientSum() : before;
    whole.put(part, slice, of, parameters);
    return whole;
  }
}
