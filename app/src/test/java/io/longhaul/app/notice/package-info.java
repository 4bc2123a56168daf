/// Tests of notices.
@NullMarked
package io.longhaul.app.notice;

import org.jspecify.annotations.NullMarked;
