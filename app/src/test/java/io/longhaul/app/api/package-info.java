/// The service from outside: raw requests over a socket, every answer judged by its schema.
@NullMarked
package io.longhaul.app.api;

import org.jspecify.annotations.NullMarked;
