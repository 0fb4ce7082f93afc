/**
 * The benchmark that {@code scripts/bench} runs. It lives among the tests, so that the build
 * compiles it and the jar does without it, but no test runs it.
 */
package dev.kindling.bench;
