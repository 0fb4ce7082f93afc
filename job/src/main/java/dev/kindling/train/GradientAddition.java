package dev.kindling.train;

import dev.kindling.nn.GradientSum;
import java.util.List;

/** Addition of gradient sums, which can be cut into slices. */
enum GradientAddition implements TreeSum.Addition<GradientSum> {
  INSTANCE;

  @Override
  public GradientSum apply(GradientSum left, GradientSum right) {
    return left.merge(right);
  }

  @Override
  public boolean canSlice() {
    return true;
  }

  @Override
  public GradientSum slice(GradientSum whole, int slice, int of) {
    return whole.slice(slice, of);
  }

  @Override
  public GradientSum join(List<GradientSum> slices) {
    return GradientSum.join(slices);
  }
}
