package dev.kindling.data.rows;

import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.RowEncoder;
import dev.kindling.model.Model;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import java.io.Serializable;

/**
 * What is wanted of the rows of an input.
 *
 * @param input the shape of one example as the network takes it
 * @param label what the label of each row must be
 * @param weights whether rows count what their weight column says, which then must be there;
 *     otherwise each counts 1, and the column may be absent
 * @param badRows what becomes of rows that are otherwise
 * @param encoder of the cells of each row; null where all columns but the label's and the weight's
 *     are numbers
 */
public record Wanted(Shape input, Label label, boolean weights, BadRows badRows, RowEncoder encoder)
    implements Serializable {

  /** Rows of which none may be otherwise. */
  public Wanted(Shape input, Label label, boolean weights) {
    this(input, label, weights, BadRows.FAIL, null);
  }

  /** What a label can be. */
  public enum Label {
    /** The name of a class. */
    CLASS,
    /** A number to predict. */
    NUMBER,
    /** Anything, or absent: nobody looks at it. */
    ANY
  }

  /** Rows that a network can be trained on. */
  public static Wanted weighted(Network network) {
    return new Wanted(network.inputShape(), label(network), true);
  }

  /** Rows that a network can be measured on. */
  public static Wanted labelled(Network network) {
    return new Wanted(network.inputShape(), label(network), false);
  }

  /** Rows that a model can be measured on. */
  public static Wanted labelled(Model model) {
    return labelled(model.network()).with(encoder(model.features()));
  }

  /** Rows for a model to predict. */
  public static Wanted unlabelled(Model model) {
    return new Wanted(model.network().inputShape(), Label.ANY, false)
        .with(encoder(model.features()));
  }

  /** What makes raw numbers of cells for a preparation, or null. */
  public static RowEncoder encoder(FeaturePreparation preparation) {
    return preparation instanceof ColumnPreparation columns ? columns.encoder() : null;
  }

  /** The same where some rows may be otherwise. */
  public Wanted with(BadRows some) {
    return new Wanted(input, label, weights, some, encoder);
  }

  /** The same of cells that are encoded so. */
  public Wanted with(RowEncoder cells) {
    return new Wanted(input, label, weights, badRows, cells);
  }

  /** How many raw numbers a row has. */
  public int features() {
    return encoder == null ? input.size() : encoder.columns().size();
  }

  /** What the raw numbers of a row are. */
  public FeatureLayout layout() {
    return FeatureLayout.columns(encoder == null ? input : Shape.of(features()));
  }

  private static Label label(Network network) {
    return network.classes() == 0 ? Label.NUMBER : Label.CLASS;
  }
}
