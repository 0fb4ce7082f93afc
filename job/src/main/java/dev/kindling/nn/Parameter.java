package dev.kindling.nn;

import java.io.Serializable;

/**
 * One parameter tensor of a layer.
 *
 * @param name the tensor's name within its layer, such as {@code W}
 */
public record Parameter(String name, Shape shape, Initializer initializer)
    implements Serializable {}
