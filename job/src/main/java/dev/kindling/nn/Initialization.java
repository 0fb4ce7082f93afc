package dev.kindling.nn;

/** The initialisations of weights that a configuration can name. */
public enum Initialization {
  XAVIER {
    @Override
    Initializer weights(int fanIn, int fanOut) {
      return Initializer.xavierUniform(fanIn, fanOut);
    }
  },
  HE {
    @Override
    Initializer weights(int fanIn, int fanOut) {
      return Initializer.heNormal(fanIn);
    }
  };

  abstract Initializer weights(int fanIn, int fanOut);

  /** He for relu, whose negative half is lost; Xavier for the others. */
  static Initialization defaultFor(Activation activation) {
    return activation == Activation.RELU ? HE : XAVIER;
  }
}
