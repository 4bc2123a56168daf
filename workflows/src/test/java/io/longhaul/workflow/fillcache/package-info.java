@NullMarked
package io.longhaul.workflow.fillcache;

import org.jspecify.annotations.NullMarked;
