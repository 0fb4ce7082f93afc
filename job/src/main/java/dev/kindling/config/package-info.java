/**
 * Configuration as typed, checked values: a YAML file, or any nested map, read through {@link
 * dev.kindling.config.Section}.
 *
 * <p>Promises that every error names the source, the full key, the value and what would be legal,
 * and that no key is silently ignored. What is legal is what the readers ask for, so there is no
 * schema to keep in step with them; {@link dev.kindling.config.Section#asked} lists it.
 *
 * <p>Leaves out files (callers bring the text), defaults and the meaning of any key. Uses only the
 * YAML library; nothing of Kindling lies below it.
 */
package dev.kindling.config;
