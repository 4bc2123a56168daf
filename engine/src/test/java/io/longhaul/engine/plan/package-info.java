/// Tests of the planner's arithmetic against schedules worked out call by call.
@NullMarked
package io.longhaul.engine.plan;

import org.jspecify.annotations.NullMarked;
