/// What users see is what the transcripts show.
@NullMarked
package io.longhaul.app.view;

import org.jspecify.annotations.NullMarked;
