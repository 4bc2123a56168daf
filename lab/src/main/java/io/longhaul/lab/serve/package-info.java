/// The real service as a process, asked over HTTP.
@NullMarked
package io.longhaul.lab.serve;

import org.jspecify.annotations.NullMarked;
