package io.longhaul.io.list;

import java.util.List;

/// A row as written.
///
/// @param number as a spreadsheet shows it: from 1, header and blank lines counted, quoted line ends not
/// @param blank whether there is nothing in it to account for
public record RawRow(long number, List<String> cells, boolean blank) {}
