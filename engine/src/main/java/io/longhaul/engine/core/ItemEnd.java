package io.longhaul.engine.core;

import io.longhaul.engine.ErrorClass;

/// How a run of an item ended, as the item itself says.
public sealed interface ItemEnd {

    /// @param rows result rows, `result` as [io.longhaul.engine.store.ResultCodec] writes them
    record Done(int rows, byte[] result) implements ItemEnd {}

    /// @param source whose answer failed it; empty if it failed by itself
    record Failed(ErrorClass errorClass, String reason, String source) implements ItemEnd {}

    record Skipped(String reason) implements ItemEnd {}
}
