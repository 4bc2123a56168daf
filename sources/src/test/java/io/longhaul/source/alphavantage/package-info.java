@NullMarked
package io.longhaul.source.alphavantage;

import org.jspecify.annotations.NullMarked;
