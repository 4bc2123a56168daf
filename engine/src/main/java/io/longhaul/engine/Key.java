package io.longhaul.engine;

/// A credential of an [Owner]. Its secret is in memory only: never stored, never printed.
///
/// @param id what ledger and `explain` show, as `…3f9a`
public record Key(String id, Owner owner, String secret) {
    /// For sources that take none.
    public static final Key NONE = new Key("", Owner.SELF, "");

    @Override
    public String toString() {
        return "Key[" + id + " of " + owner.name() + "]";
    }
}
