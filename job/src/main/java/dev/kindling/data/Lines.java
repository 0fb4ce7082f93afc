package dev.kindling.data;

import java.util.Iterator;

/**
 * The lines of one input partition, read once.
 *
 * @param file the file's path for messages, which tells it from every other
 * @param startsFile whether the first line is the file's first
 * @param lines throws {@link java.io.UncheckedIOException} where a file cannot be read
 */
record Lines(String file, boolean startsFile, Iterator<String> lines) {}
