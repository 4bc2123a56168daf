package io.longhaul.source.market;

import java.math.BigDecimal;
import java.time.LocalDate;

/// Cash paid per share.
///
/// @param exDay the first session on which the price is without it
/// @param amount US dollars a share, as of that day (not adjusted for later splits)
public record Dividend(LocalDate exDay, BigDecimal amount) {}
