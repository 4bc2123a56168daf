/// An upstream in its own process, with faults by script and a log of every call.
@NullMarked
package io.longhaul.lab.upstream;

import org.jspecify.annotations.NullMarked;
