/**
 * What stands in a table that nobody has described: {@link dev.kindling.data.describe.TableProfile}
 * looks at every column of it, in one distributed pass, and proposes how each should be prepared.
 */
package dev.kindling.data.describe;
