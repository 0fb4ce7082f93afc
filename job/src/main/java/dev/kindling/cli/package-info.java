/**
 * The commands: parse arguments, call, print. Results go to standard output, progress and errors to
 * standard error. {@link dev.kindling.cli.Kindling} turns exceptions into messages and exit codes;
 * no training logic lives here.
 */
package dev.kindling.cli;
