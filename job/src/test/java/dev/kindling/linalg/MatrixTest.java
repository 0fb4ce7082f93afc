package dev.kindling.linalg;

import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixTest {

  @ParameterizedTest
  @EnumSource
  void aViewSharesTheElementsItCovers(Precision precision) {
    Matrix vector = Matrices.row(precision, 0, 1, 2, 3, 4, 5, 6, 7);
    Matrix view = vector.view(1, 3, 2);
    Matrix inner = view.view(2, 1, 3);

    inner.set(0, 30);

    assertArrayEquals(new double[] {1, 2, 30, 4, 5, 6}, values(view));
    assertArrayEquals(new double[] {30, 4, 5}, values(inner));
    assertEquals(30, vector.get(3));
  }

  @Test
  void aViewOfAnArrayStartsWhereItSays() {
    float[] array = {0, 1, 2, 3, 4, 5};
    FloatMatrix view = FloatMatrix.of(array, 2, 3).view(2, 2, 2);

    assertEquals(2, view.start());
    assertEquals(array, view.array());
    assertEquals(array[view.start() + 3], view.get(3));
  }

  @ParameterizedTest
  @EnumSource
  void aCopySharesNothing(Precision precision) {
    Matrix vector = Matrices.row(precision, 1, 2, 3, 4, 5);
    Matrix copy = vector.view(1, 2, 2).copy();
    vector.fill(0);

    assertEquals("[2 x 2]", copy.toString());
    assertEquals(precision, copy.precision());
    assertArrayEquals(new double[] {2, 3, 4, 5}, values(copy));
  }

  @ParameterizedTest
  @EnumSource
  void bytesAreUnsignedAndScaledInDouble(Precision precision) {
    Matrix view = precision.vector(6).view(1, 1, 4);
    byte[] bytes = {9, 0, 127, (byte) 128, (byte) 255, 9};
    view.setBytes(1, bytes, 2, 3, 0.1, 1e9);

    double[] exact = {0, (127 - 0.1) * 1e9, (128 - 0.1) * 1e9, (255 - 0.1) * 1e9};
    for (int i = 0; i < exact.length; i++) {
      assertEquals(precision == Precision.FLOAT ? (float) exact[i] : exact[i], view.get(i));
    }
  }

  @Test
  void conversionRoundsToFloatAndKeepsFloatsExactly() {
    Matrix view = Matrices.row(Precision.DOUBLE, 9, 0.1, 1e-300, -2).view(1, 3, 1);
    Matrix floats = view.to(Precision.FLOAT);

    assertEquals("[3 x 1]", floats.toString());
    assertArrayEquals(new double[] {0.1f, 0, -2}, values(floats));
    assertArrayEquals(values(floats), values(floats.to(Precision.DOUBLE)));
  }

  @ParameterizedTest
  @EnumSource
  void survivesSerialization(Precision precision) throws Exception {
    Matrix view = Matrices.random(precision, 1, 20, 1).view(5, 3, 4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(view);
    }
    Matrix read;
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (Matrix) in.readObject();
    }

    assertEquals(view.toString(), read.toString());
    assertArrayEquals(values(view), values(read));
  }

  @ParameterizedTest
  @EnumSource
  void aViewMustLieInsideTheArray(Precision precision) {
    Matrix vector = precision.vector(6);

    assertMessage("a 2 x 3 matrix at 1 does not fit an array of 6", () -> vector.view(1, 2, 3));
    assertMessage("a 1 x 1 matrix at -1 does not fit an array of 6", () -> vector.view(-1, 1, 1));
    assertMessage("a -1 x 2 matrix at 0 does not fit an array of 6", () -> vector.view(0, -1, 2));
    assertMessage(
        "a 65536 x 65536 matrix at 0 does not fit an array of 6",
        () -> vector.view(0, 65536, 65536));
  }

  @ParameterizedTest
  @EnumSource
  void productsOfShapesThatDoNotFitNameAllThree(Precision precision) {
    Matrix a = precision.zeros(2, 3);
    Matrix b = precision.zeros(4, 5);
    Matrix c = precision.zeros(2, 5);

    assertMessage(
        "cannot multiply [2 x 3] by [4 x 5] into [2 x 5]",
        () -> c.multiply(1, a, false, b, false, 0));
    assertMessage(
        "cannot multiply [3 x 2] by [5 x 4] into [2 x 5]",
        () -> c.multiply(1, a, true, b, true, 0));
    assertMessage(
        "cannot multiply [3 x 2] by [2 x 5] into [2 x 5]",
        () -> c.multiply(1, a, true, c, false, 0));
    assertMessage(
        "cannot multiply [3 x 2] by [2 x 5] into [3 x 4]",
        () -> precision.zeros(3, 4).multiply(1, a, true, c, false, 0));
  }

  private static void assertMessage(String expected, Runnable action) {
    var error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(expected, error.getMessage());
  }
}
