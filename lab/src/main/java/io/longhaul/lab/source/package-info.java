/// The lab's source and workflow.
@NullMarked
package io.longhaul.lab.source;

import org.jspecify.annotations.NullMarked;
