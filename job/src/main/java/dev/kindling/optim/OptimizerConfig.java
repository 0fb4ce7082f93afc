package dev.kindling.optim;

import dev.kindling.config.Section;
import java.util.List;

/** An optimizer as a configuration writes it: {@code optimizer: {sgd: {learning_rate: 0.1}}}. */
public final class OptimizerConfig {
  private OptimizerConfig() {}

  /** Reads {@code training.optimizer}. */
  public static Optimizer read(Section training) {
    Section.Tagged optimizer = training.taggedOne("optimizer");
    if (!optimizer.kind().equals("sgd")) {
      throw optimizer.unknownKind(List.of("sgd"));
    }
    return new Sgd(
        optimizer.options().positive("learning_rate"), optimizer.options().fraction("momentum", 0));
  }
}
