/// When a job is to start: cron expressions, single times, and what to do about missed ones. Pure arithmetic.
@NullMarked
package io.longhaul.engine.schedule;

import org.jspecify.annotations.NullMarked;
