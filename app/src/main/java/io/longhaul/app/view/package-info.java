/// What users see, as pure functions: text of 80 columns and JSON documents. Begin with [StatusDocument] and [Text].
@NullMarked
package io.longhaul.app.view;

import org.jspecify.annotations.NullMarked;
