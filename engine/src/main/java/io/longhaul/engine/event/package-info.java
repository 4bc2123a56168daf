/// What listeners hear of jobs.
@NullMarked
package io.longhaul.engine.event;

import org.jspecify.annotations.NullMarked;
