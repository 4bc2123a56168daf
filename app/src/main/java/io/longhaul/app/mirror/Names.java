package io.longhaul.app.mirror;

import java.util.List;

/// What is to be looked at in the store and written as it is found.
///
/// @param tickers symbols whose data may have changed
/// @param failed symbols that may have become, or may no more be, failed ones
/// @param jobs ids
record Names(List<String> tickers, List<String> failed, List<Long> jobs) {}
