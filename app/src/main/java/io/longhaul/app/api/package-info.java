/// The HTTP service: security, routes, and what each of them answers.
@NullMarked
package io.longhaul.app.api;

import org.jspecify.annotations.NullMarked;
