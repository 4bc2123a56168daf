package io.longhaul.engine.core;

import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.store.Digest;

/// One question of one run of an item.
///
/// @param run which start of the item asked; answers to an earlier run are dropped
/// @param index of the question within the run, from 0
/// @param grouped whether the source serves a batch of items with one call
/// @param mark of a grouped question, see [io.longhaul.engine.GroupedSource#mark]
public record Ask(
        long job,
        long position,
        int run,
        int index,
        Steps.Question<?, ?> question,
        Spec spec,
        Digest digest,
        boolean grouped,
        String mark) {}
