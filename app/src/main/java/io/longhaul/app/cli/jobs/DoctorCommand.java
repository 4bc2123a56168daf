package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Text;
import io.longhaul.store.sqlite.Doctor;
import io.longhaul.store.sqlite.Doctor.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`: examines the store; changes nothing unless it is told to mend.
@Command(name = "doctor", header = "Example: longhaul doctor", description = "Examine the store; exit 10 if something is wrong.")
public final class DoctorCommand extends JobCommand {

    @Option(names = "--mend", description = "Let go of stored answers that are damaged, so that they are asked again.")
    private boolean mend;

    @Option(names = "--answers", description = "With --mend: also those that were paid for; they are bought again.")
    private boolean answers;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public DoctorCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (answers && !mend) {
            throw CommandException.usage("doctor: --answers goes with --mend");
        }
        if (mend && context.stored()) {
            mend();
        }
        var findings = Doctor.check(context.home(), context.clock());
        boolean well = findings.stream().allMatch(Finding::ok);
        if (json) {
            document(findings, well);
        } else {
            print(lines(findings, well));
        }
        return well ? Exit.OK : Exit.STORAGE;
    }

    private void mend() {
        var mended = context.mend(answers);
        if (json) {
            return;
        }
        context.out().println("Let go of " + Text.count(mended.answers(), "damaged answer")
                + (mended.answers() > 0 ? "; rows ask again" : ""));
        if (mended.paid() > 0) {
            context.out().println("Left " + Text.count(mended.paid(), "answer") + " that cost "
                    + BigDecimal.valueOf(mended.costNanos(), 9).stripTrailingZeros().toPlainString() + " USD");
            context.out().println("Let go   longhaul doctor --mend --answers");
        }
    }

    private List<String> lines(List<Finding> findings, boolean well) {
        var lines = new ArrayList<String>();
        lines.add("Store  " + context.home());
        for (var finding : findings) {
            var text = (finding.ok() ? "  ok     " : "  WRONG  ") + Text.visible(finding.name()) + ": "
                    + Text.visible(finding.detail());
            lines.addAll(Text.wrap(text, context.width(), 9));
            if (!finding.advice().isEmpty()) {
                Text.wrap(Text.visible(finding.advice()), context.width() - 9, 0)
                        .forEach(line -> lines.add("         " + line));
            }
        }
        long wrong = findings.stream().filter(each -> !each.ok()).count();
        lines.add(well ? "All is well" : Text.count(wrong, "finding") + " to mend");
        return lines;
    }

    private void document(List<Finding> findings, boolean well) {
        var document = Json.document().put("store", context.home().toString()).put("ok", well);
        var array = document.putArray("findings");
        findings.forEach(each -> array.addObject()
                .put("name", each.name())
                .put("ok", each.ok())
                .put("detail", each.detail())
                .put("advice", each.advice().isEmpty() ? null : each.advice()));
        Json.print(context.out(), document);
    }
}
