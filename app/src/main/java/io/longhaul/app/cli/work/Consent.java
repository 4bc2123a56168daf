package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.view.Money;
import io.longhaul.app.view.Text;
import java.math.BigDecimal;

/// A priced job needs a budget, or somebody who agrees to what it may cost.
///
/// @param price of a run
/// @param most that all of it may cost
/// @param given whether nothing is to be asked: it is free, has a budget, or was agreed to with `--yes`
record Consent(Question question, BigDecimal price, BigDecimal most, boolean given) {

    /// @throws CommandException exit 2 without consent
    void toAll() {
        must("the job may cost " + Money.text(most), "It may cost " + Money.text(most));
    }

    /// @param rows that run again
    /// @throws CommandException exit 2 without consent
    void toRetry(long rows) {
        var what = Text.count(rows, "row") + " at $" + price.toPlainString() + " a run";
        must("the job runs again " + what, "It runs again " + what);
    }

    private void must(String what, String asked) {
        if (given) {
            return;
        }
        if (!question.possible()) {
            throw CommandException.usage(what + " and has no --budget; set one, or agree with --yes");
        }
        if (question.ask(asked + ". Go on? [y/N]", "y") != 'y') {
            throw CommandException.usage("not agreed; nothing was started");
        }
    }
}
