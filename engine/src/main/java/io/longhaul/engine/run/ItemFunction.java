package io.longhaul.engine.run;

import io.longhaul.engine.Steps;
import org.jspecify.annotations.Nullable;

/// The work on one element of a list. It may throw whatever it likes: the element then fails with the exception's
/// class and message as its reason, and the rest of the list runs on.
@FunctionalInterface
public interface ItemFunction {

    /// @return what becomes the element's result, as text; null leaves it without a row
    @Nullable
    Object apply(String element, Steps steps) throws Exception;
}
