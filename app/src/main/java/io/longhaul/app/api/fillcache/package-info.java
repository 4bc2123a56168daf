/// The endpoints of the fill-cache service: `/api/fill-cache…`.
@NullMarked
package io.longhaul.app.api.fillcache;

import org.jspecify.annotations.NullMarked;
