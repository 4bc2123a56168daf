package io.longhaul.engine;

/// Whom an upstream counts: an account or project. All its keys share one quota.
public record Owner(String name) {
    /// Stands for the one user of a source that takes no key.
    public static final Owner SELF = new Owner("self");
}
