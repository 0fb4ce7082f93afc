package dev.kindling.model;

import dev.kindling.config.Section;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trained network with everything that a prediction needs.
 *
 * @param parameters the flat parameter vector, {@code [1 x network.parameterCount()]}
 * @param features how a raw example becomes an input of the network
 * @param classes their names, as many as {@link Network#classes}
 * @param data how the input was read (format, label, delimiter, ...): plain values, not looked into
 * @param made where the model comes from (version, seed, BLAS, ...): plain values, not looked into
 */
public record Model(
    Network network,
    Matrix parameters,
    FeaturePreparation features,
    List<String> classes,
    Map<String, Object> data,
    Map<String, Object> made)
    implements Serializable {

  /**
   * Joins the parts of a model.
   *
   * @throws IllegalArgumentException if the parts do not fit one another
   */
  public Model {
    classes = List.copyOf(classes);
    data = Section.of("data", data).asMap();
    made = Section.of("made", made).asMap();
    if (parameters.size() != network.parameterCount()) {
      throw new IllegalArgumentException(
          "the network has "
              + network.parameterCount()
              + " parameters but "
              + parameters.size()
              + " are given");
    }
    if (features.inputs() != network.inputShape().size()) {
      throw new IllegalArgumentException(
          "the network takes "
              + network.inputShape().size()
              + " inputs but the feature scaling"
              + " gives "
              + features.inputs());
    }
    if (!network.loss().fits(network.outputs())) {
      throw new IllegalArgumentException(
          "the network has "
              + network.outputs()
              + " outputs but "
              + network.loss()
              + " needs "
              + network.loss().units());
    }
    if (classes.size() != network.classes()) {
      throw new IllegalArgumentException(
          "the network is for "
              + network.classes()
              + " classes ("
              + network.loss()
              + ") but there are "
              + classes.size());
    }
    Set<String> seen = new HashSet<>();
    for (String name : classes) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("the class " + name + " is listed twice");
      }
    }
  }

  /** This model, for rows that are read in such a way. */
  public Model with(Map<String, Object> otherData) {
    return new Model(network, parameters, features, classes, otherData, made);
  }
}
