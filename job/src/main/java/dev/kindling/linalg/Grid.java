package dev.kindling.linalg;

import java.io.Serializable;

/**
 * A regular choice of elements: {@code rows x cols} of them, element {@code (r, c)} at {@code r *
 * down + c * across} from the first.
 */
public record Grid(int rows, int cols, int down, int across) implements Serializable {}
