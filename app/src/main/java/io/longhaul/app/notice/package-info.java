/// Tells people and programs when a job completed, paused or needs a person: webhooks and e-mail. Begin with [Notices].
@NullMarked
package io.longhaul.app.notice;

import org.jspecify.annotations.NullMarked;
