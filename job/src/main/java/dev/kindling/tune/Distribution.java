package dev.kindling.tune;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Yaml;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a random search draws a hyper-parameter's values from. */
sealed interface Distribution {

  Object draw(SplittableRandom random);

  /** One of some values, each with the same probability. */
  record Choice(List<?> values) implements Distribution {
    @Override
    public Object draw(SplittableRandom random) {
      return values.get(random.nextInt(values.size()));
    }
  }

  /** A number of a range. */
  record Uniform(double low, double high) implements Distribution {
    @Override
    public Object draw(SplittableRandom random) {
      return rounded(low + random.nextDouble() * (high - low), low, high);
    }
  }

  /** A number whose logarithm is uniform. */
  record LogUniform(double low, double high) implements Distribution {
    @Override
    public Object draw(SplittableRandom random) {
      double start = StrictMath.log(low);
      double width = StrictMath.log(high) - start;
      return rounded(StrictMath.exp(start + random.nextDouble() * width), low, high);
    }
  }

  /** A whole number of a range, both ends among them. */
  record WholeNumber(int low, int high) implements Distribution {
    @Override
    public Object draw(SplittableRandom random) {
      return (int) random.nextLong(low, high + 1L);
    }
  }

  Pattern FUNCTION = Pattern.compile("\\s*(\\w+)\\s*\\((.*)\\)\\s*");

  /**
   * Reads {@code uniform(0, 0.5)}, {@code log(1e-4, 1e-1)}, {@code int(16, 256)} or a list of
   * values.
   *
   * @param option what messages say of the text
   */
  static Distribution parse(String option, String text) {
    Matcher function = FUNCTION.matcher(text);
    if (!function.matches()) {
      return new Choice(values(option, text));
    }
    List<?> ends = Yaml.list(option, function.group(2));
    if (ends.size() != 2
        || !(ends.get(0) instanceof Number low)
        || !(ends.get(1) instanceof Number high)
        || !(low.doubleValue() < high.doubleValue())
        || Double.isInfinite(high.doubleValue() - low.doubleValue())) {
      throw illegal(option, "needs two numbers, the smaller one first");
    }
    switch (function.group(1)) {
      case "uniform":
        return new Uniform(low.doubleValue(), high.doubleValue());
      case "log":
        if (low.doubleValue() <= 0) {
          throw illegal(option, "needs numbers above 0");
        }
        return new LogUniform(low.doubleValue(), high.doubleValue());
      case "int":
        if (!(low instanceof Integer) || !(high instanceof Integer)) {
          throw illegal(option, "needs two whole numbers");
        }
        return new WholeNumber((Integer) low, (Integer) high);
      default:
        throw illegal(option, "is no distribution");
    }
  }

  /** The values of a list without its brackets. */
  static List<?> values(String option, String text) {
    List<?> values = Yaml.list(option, text);
    if (values.isEmpty()) {
      throw new ConfigException(option + " needs at least one value, such as 32,64");
    }
    return values;
  }

  private static ConfigException illegal(String option, String problem) {
    return new ConfigException(
        option
            + " "
            + problem
            + "; legal are uniform(0, 0.5), log(1e-4, 1e-1), int(16, 256) and a list of values");
  }

  /** A value to the digits that part its range into ten thousand: they can be read. */
  private static double rounded(double value, double low, double high) {
    double most = Math.max(Math.abs(low), Math.abs(high));
    int digits = 4 + (int) Math.max(0, Math.floor(StrictMath.log10(most / (high - low))));
    double shorter = new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    return Math.max(low, Math.min(high, shorter));
  }
}
