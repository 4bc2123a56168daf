/// `/v1/jobs`: everything the command line does with jobs.
@NullMarked
package io.longhaul.app.api.jobs;

import org.jspecify.annotations.NullMarked;
