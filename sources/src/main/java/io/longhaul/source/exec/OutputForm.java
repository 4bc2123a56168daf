package io.longhaul.source.exec;

/// How what a command writes is read.
///
/// @param header whether it begins with a line of column names
/// @param key column of a batch's output that names the row; empty for the list's key column or a synonym
/// @param whole whether the output of a batch stays in one piece: nothing in it is matched to rows
public record OutputForm(OutputHeader header, String key, boolean whole) {

    /// Nothing is said about it.
    public static final OutputForm UNTOLD = new OutputForm(OutputHeader.AUTO, "", false);
}
