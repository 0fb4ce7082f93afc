package dev.kindling.optim;

import dev.kindling.config.Section;
import java.util.List;

/** An optimizer as a configuration writes it: {@code optimizer: {sgd: {learning_rate: 0.1}}}. */
public final class OptimizerConfig {
  private static final List<String> KINDS =
      List.of("sgd", "adam", "adamw", "rmsprop", "adagrad", "lbfgs");

  private OptimizerConfig() {}

  /** Reads {@code training.optimizer}. */
  public static Optimizer read(Section training) {
    Section.Tagged optimizer = training.taggedOne("optimizer", KINDS);
    Section options = optimizer.options();
    return switch (optimizer.kind()) {
      case "sgd" -> sgd(optimizer);
      case "adam" -> adam(options, 0, false);
      case "adamw" -> adam(options, 0.01, true);
      case "rmsprop" ->
          new RmsProp(
              options.positive("learning_rate", 0.001),
              options.fraction("rho", 0.9),
              options.positive("epsilon", 1e-8),
              decay(options, 0));
      case "adagrad" ->
          new Adagrad(
              options.positive("learning_rate", 0.01),
              options.positive("epsilon", 1e-10),
              decay(options, 0));
      case "lbfgs" ->
          new Lbfgs(
              options.integer("history", 10, 1, 1000),
              decay(options, 0),
              options.number("gradient_tolerance", 1e-4, 0, Double.MAX_VALUE));
      default -> throw new AssertionError(optimizer.kind());
    };
  }

  /**
   * Reads {@code training.outer_optimizer} (DiLoCo, Douillard et al. 2023, section 3.3: SGD with
   * Nesterov's momentum).
   *
   * @return null if there is none
   */
  public static Sgd readOuter(Section training) {
    if (!training.has("outer_optimizer")) {
      return null;
    }
    Section outer = training.section("outer_optimizer");
    double momentum = outer.fraction("momentum", 0.9);
    return new Sgd(outer.positive("learning_rate", 0.7), momentum, momentum > 0, 0);
  }

  private static Sgd sgd(Section.Tagged optimizer) {
    Section options = optimizer.options();
    double momentum = options.fraction("momentum", 0);
    boolean nesterov = options.bool("nesterov", false);
    if (nesterov && momentum == 0) {
      throw options.error("nesterov", "needs a momentum above 0");
    }
    return new Sgd(options.positive("learning_rate"), momentum, nesterov, decay(options, 0));
  }

  private static Adam adam(Section options, double defaultDecay, boolean decoupled) {
    return new Adam(
        options.positive("learning_rate", 0.001),
        options.fraction("beta1", 0.9),
        options.fraction("beta2", 0.999),
        options.positive("epsilon", 1e-8),
        decay(options, defaultDecay),
        decoupled);
  }

  private static double decay(Section options, double defaultDecay) {
    return options.number("weight_decay", defaultDecay, 0, Double.MAX_VALUE);
  }
}
