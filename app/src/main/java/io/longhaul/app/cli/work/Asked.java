package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobResults;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.io.list.InputList;

/// What every command that does work was given.
///
/// @param input where the list comes from, as jobs show it
/// @param output an absolute path, `-`, or empty for nowhere
record Asked(
        Wiring wiring,
        InputList rows,
        String input,
        JobOptions job,
        JobResults.Form form,
        String output,
        RunOptions options) {}
