package dev.kindling.features;

/** A cell of a table that is not what its column holds; the message follows the cell's place. */
public final class CellException extends Exception {
  private static final long serialVersionUID = 1;

  /** What can be wrong; the names are those of the reasons that rows are rejected for. */
  public enum Fault {
    EMPTY,
    NOT_A_NUMBER,
    NOT_FINITE,
    NEGATIVE
  }

  private final Fault fault;

  CellException(Fault fault, String message) {
    super(message, null, false, false); // thrown for every bad row: no stack trace
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
