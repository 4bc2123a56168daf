/// What the user configured, and where. Begin with [Config].
@NullMarked
package io.longhaul.app.config;

import org.jspecify.annotations.NullMarked;
