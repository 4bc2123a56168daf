package io.longhaul.workflow.screen;

import io.longhaul.source.exec.ExecQuestion;

/// One row on its way to the command.
///
/// @param question what the command is asked
public record ScreenItem(ExecQuestion question) {}
