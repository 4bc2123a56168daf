@NullMarked
package io.longhaul.lab.fault;

import org.jspecify.annotations.NullMarked;
