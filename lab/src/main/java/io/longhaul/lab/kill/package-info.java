/// The kill loop: a process killed on progress and started again, judged by the upstream's log.
@NullMarked
package io.longhaul.lab.kill;

import org.jspecify.annotations.NullMarked;
