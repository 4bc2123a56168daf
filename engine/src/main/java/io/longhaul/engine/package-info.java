/// What an author of a workflow or a source sees. Begin with [Workflow] and [Source].
@NullMarked
package io.longhaul.engine;

import org.jspecify.annotations.NullMarked;
