/// What a job leaves in files. Begin with [JobResults] and [JobFiles].
@NullMarked
package io.longhaul.app.output;

import org.jspecify.annotations.NullMarked;
