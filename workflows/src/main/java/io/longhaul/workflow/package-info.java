/// Workflows: one package each.
@NullMarked
package io.longhaul.workflow;

import org.jspecify.annotations.NullMarked;
