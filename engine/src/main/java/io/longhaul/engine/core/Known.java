package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.store.StoredCall;
import org.jspecify.annotations.Nullable;

/// A call the ledger has for a question.
///
/// @param answer what its stored reply means to the source of today; null unless the call's state answers
public record Known(StoredCall call, @Nullable Answer<?> answer) {}
