package dev.kindling.data.rows;

import dev.kindling.config.Section;
import java.io.Serializable;
import java.util.Map;

/**
 * What becomes of rows that are no examples: {@code data.bad_rows} and {@code max_bad_rows}.
 *
 * @param most the share of an input's rows that may be bad
 */
public record BadRows(Handling handling, double most) implements Serializable {
  /** The legal values of {@code data.bad_rows}. */
  public enum Handling {
    /** The first one ends the job. */
    FAIL,
    /** They are counted and left out. */
    SKIP,
    /** They are left out, and kept beside the model as they stood. */
    QUARANTINE
  }

  /** Not one may be bad. */
  public static final BadRows FAIL = new BadRows(Handling.FAIL, 0);

  private static final String MOST = "max_bad_rows";
  private static final double DEFAULT_MOST = 0.01;

  /** Reads the two keys. */
  public static BadRows read(Section data) {
    Handling handling = data.choice("bad_rows", Handling.FAIL, Handling.class);
    if (handling != Handling.FAIL) {
      return new BadRows(handling, data.fraction(MOST, DEFAULT_MOST));
    }
    if (data.has(MOST)) {
      throw data.error(MOST, "needs data.bad_rows to be skip or quarantine");
    }
    return FAIL;
  }

  /**
   * Refuses an input with more of them than may be.
   *
   * @throws DataException with their first place; or, where some may be bad, how many there are and
   *     a place for each reason
   */
  void check(RejectedRows rejected) {
    if (rejected.share() > most) {
      throw new DataException(
          handling == Handling.FAIL
              ? rejected.first()
              : rejected
                  + ", and data.max_bad_rows allows a share of "
                  + most
                  + ": "
                  + rejected.reasons());
    }
  }

  /** Those of some inputs that are to be kept. */
  public Map<String, RejectedRows> quarantined(Map<String, RejectedRows> rejected) {
    return handling == Handling.QUARANTINE ? rejected : Map.of();
  }
}
