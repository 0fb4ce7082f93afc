package dev.kindling.data;

import java.util.Iterator;

/**
 * The lines of one input partition, read once.
 *
 * @param file the file's name for messages
 * @param startsFile whether the first line is the file's first
 */
record Lines(String file, boolean startsFile, Iterator<String> lines) {}
