package io.longhaul.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the owner last said of a job in progress.
///
/// @param current keys of running items, at most 8
/// @param late milliseconds by cause
/// @param at null if the job never ran
public record PulseRecord(
        @Nullable Instant at, int running, int waiting, int openCalls, List<String> current, Map<String, Long> late) {}
