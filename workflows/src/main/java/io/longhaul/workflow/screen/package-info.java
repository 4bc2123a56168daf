/// An existing command over a list, unchanged. Begin with [Screen].
@NullMarked
package io.longhaul.workflow.screen;

import org.jspecify.annotations.NullMarked;
