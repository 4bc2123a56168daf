package io.longhaul.engine.store;

/// An item with its outcome.
public record EndedItem(StoredItem item, Outcome outcome) {}
