/// How a running job is shown. Begin with [JobWatch].
@NullMarked
package io.longhaul.app.cli.watch;

import org.jspecify.annotations.NullMarked;
