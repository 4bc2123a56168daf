package io.longhaul.source.market;

import java.time.LocalDate;

/// Shares outstanding as a balance sheet reported them (not adjusted for later splits).
///
/// @param asOf the balance sheet's date
public record SharesOutstanding(LocalDate asOf, long shares) {}
