/// Parquet, without Hadoop and without native code.
@NullMarked
package io.longhaul.io.parquet;

import org.jspecify.annotations.NullMarked;
