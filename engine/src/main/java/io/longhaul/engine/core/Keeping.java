package io.longhaul.engine.core;

import java.util.List;

/// What a run of an item found kept, and leaves kept.
///
/// @param found documents it looked for and found
/// @param documents to be stored with its end
public record Keeping(int found, List<Document> documents) {
    public static final Keeping NONE = new Keeping(0, List.of());

    public Keeping {
        documents = List.copyOf(documents);
    }

    /// @param bytes empty to remove it
    public record Document(String shelf, String key, byte[] bytes) {}
}
