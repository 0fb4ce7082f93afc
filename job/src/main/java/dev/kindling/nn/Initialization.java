package dev.kindling.nn;

import dev.kindling.config.Section;

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

  static Initialization read(Section options, Activation activation) {
    return options.choice("initialization", defaultFor(activation), Initialization.class);
  }

  abstract Initializer weights(int fanIn, int fanOut);

  /** He for relu, whose negative half is lost; Xavier for the others. */
  private static Initialization defaultFor(Activation activation) {
    return activation == Activation.RELU ? HE : XAVIER;
  }
}
