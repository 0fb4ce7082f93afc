package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0000, 0.0000, 0.0000",
    "0.0733, 0.0733, 0.0733, 0.073300",
    "12.5, 12.5000, 12.5000, 12.500",
    "0.001, 0.0010, 0.0010, 0.0010000",
    "0.0004, 4.0000e-04, 0.0004, 0.00040000",
    "-3.71234e-17, -3.7123e-17, -0.0000, -3.7123e-17",
    "99999.7, 99999.7000, 99999.7000, 99999.7000",
    "100000, 100000.0000, 100000.0000, 100000.0000",
    "372597.4, '372,597', '372,597', '372,597'",
    "-254464995, '-254,464,995', '-254,464,995', '-254,464,995'",
    "1e15, 1.0000e+15, 1.0000e+15, 1.0000e+15",
    "4.88764e57, 4.8876e+57, 4.8876e+57, 4.8876e+57",
    "Infinity, Infinity, Infinity, Infinity",
    "NaN, NaN, NaN, NaN"
  })
  void numbersOfAnySizeAreReadable(double value, String number, String share, String digits) {
    assertEquals(number, Wording.number(value));
    assertEquals(share, Wording.share(value));
    assertEquals(digits, Wording.digits(value));
    assertEquals(share, Wording.metric("validation_accuracy", value));
    assertEquals(share, Wording.metric("r2", value));
    assertEquals(number, Wording.metric("rmse", value));
  }
}
