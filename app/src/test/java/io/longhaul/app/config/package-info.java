/// Settings and their origins.
@NullMarked
package io.longhaul.app.config;

import org.jspecify.annotations.NullMarked;
