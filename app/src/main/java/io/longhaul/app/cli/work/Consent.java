package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.view.Money;
import io.longhaul.engine.plan.Plan;
import io.longhaul.workflow.screen.Declared;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;

/// A priced job needs a budget, or somebody who agrees to its plan.
final class Consent {

    private final Wiring wiring;
    private final JobOptions job;

    Consent(Wiring wiring, JobOptions job) {
        this.wiring = wiring;
        this.job = job;
    }

    /// @throws CommandException exit 2 without consent
    void ask(ScreenSettings settings, Plan.CostRange cost) throws IOException {
        boolean priced = !Declared.price(settings.price()).free();
        if (!priced || job.yes || job.options(wiring).budget() != null) {
            return;
        }
        var amount = Money.text(cost.max());
        var streams = wiring.streams();
        if (job.noInput || job.json || !streams.inTerminal() || !streams.errTerminal()) {
            throw CommandException
                    .usage("the job may cost " + amount + " and has no --budget; set one, or agree with --yes");
        }
        wiring.err().print("It may cost " + amount + ". Go on? [y/N] ");
        wiring.err().flush();
        var answer = new BufferedReader(new InputStreamReader(wiring.in(), Charset.defaultCharset())).readLine();
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw CommandException.usage("not agreed; nothing was started");
        }
    }
}
