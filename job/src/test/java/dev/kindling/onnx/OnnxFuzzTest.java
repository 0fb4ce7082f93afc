package dev.kindling.onnx;

import dev.kindling.model.ModelException;
import dev.kindling.testing.Mutations;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** ONNX files, damaged: a model or a {@link ModelException}. */
class OnnxFuzzTest {

  @Provide
  Arbitrary<byte[]> convolutions() throws Exception {
    return Mutations.of(OnnxImportTest.bytes("pytorch-cnn-9.onnx"));
  }

  @Provide
  Arbitrary<byte[]> classifiers() throws Exception {
    return Mutations.of(OnnxImportTest.bytes("scikit-learn-iris.onnx"));
  }

  @Property
  void convolutionsAreReadOrRefused(@ForAll("convolutions") byte[] file) {
    read(file);
  }

  @Property
  void classifiersAreReadOrRefused(@ForAll("classifiers") byte[] file) {
    read(file);
  }

  private static void read(byte[] file) {
    Mutations.read(file.length, () -> OnnxImport.read(file, List.of()), ModelException.class);
  }
}
