package io.longhaul.workflow.screen;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.source.exec.ExecAnswer;
import io.longhaul.source.exec.ExecDeclared;
import io.longhaul.source.exec.ExecForm;
import io.longhaul.source.exec.ExecPerBatch;
import io.longhaul.source.exec.ExecPerItem;
import io.longhaul.source.exec.ExecPerWorker;
import io.longhaul.source.exec.ExecQuestion;
import java.util.ArrayList;
import java.util.List;

/// Runs an existing command over a list.
///
/// - **Item**: a row; its key is the cell of the key column.
/// - **Rows**: 1 an item, what the command wrote about it, byte for byte; none when it wrote nothing (screened out).
/// - **Spends**, an item: exactly 1 run of the command (`--per batch`: a share of one).
/// - **Stops an item**: exit 65 skips it; any other failure of the command fails it. The job goes on.
public final class Screen implements Workflow<ScreenItem, ScreenRow> {

    /// Its name in jobs and on the command line.
    public static final String NAME = "screen";

    public static final int VERSION = 1;

    private static final String MARK = "\uFEFF";

    private final ScreenSettings settings;
    private final List<String> words;
    private final ExecForm form;
    private final Source<ExecQuestion, ExecAnswer> source;

    public Screen(ScreenSettings settings) {
        this.settings = settings;
        this.words = settings.words();
        var declared = new ExecDeclared(
                settings.shortDigest(),
                0,
                Declared.rates(settings.rates()),
                Declared.quotas(settings.quotas()),
                Declared.price(settings.price()));
        this.form = new ExecForm(
                settings.format(), settings.keyColumn(), settings.rowOnInput(), settings.output());
        this.source = switch (settings.per()) {
            case ITEM -> new ExecPerItem(declared, form);
            case BATCH -> new ExecPerBatch(declared, form);
            case WORKER -> new ExecPerWorker(declared, form);
        };
    }

    public ScreenSettings settings() {
        return settings;
    }

    /// How rows reach the command.
    public ExecForm form() {
        return form;
    }

    public Source<ExecQuestion, ExecAnswer> source() {
        return source;
    }

    /// The name of the gate under which runs of this command are limited.
    public String gate() {
        return source.spec().limits().gate();
    }

    @Override
    public Outline outline() {
        return Outline.of(NAME, VERSION).onePerItem(source);
    }

    @Override
    public ScreenItem item(Row row) {
        var cell = row.cell(settings.keyColumn())
                .orElseThrow(() -> new IllegalArgumentException("no column \"" + settings.keyColumn() + "\""));
        if (key(cell).isBlank()) {
            // such a row was refused when the list was read; a retry must not run the command for nothing
            throw new IllegalArgumentException("no " + settings.keyColumn());
        }
        if (settings.format() == BatchFormat.LINES && settings.per() == Per.BATCH && cell.lines().count() > 1) {
            throw new IllegalArgumentException(
                    "the key holds a line end, which batch format lines cannot carry; use jsonl or csv");
        }
        var argv = settings.per() == Per.ITEM ? Argv.fill(words, plain(row, cell), settings.keyColumn()) : words;
        return new ScreenItem(new ExecQuestion(key(cell), argv, row, 0, 1));
    }

    /// A ticker reaches the command as it is written, but without the mark and the spaces that came with it.
    private Row plain(Row row, String cell) {
        if (!settings.folded()) {
            return row;
        }
        var cells = new ArrayList<>(row.cells());
        cells.set(row.columns().indexOf(settings.keyColumn()), cell.replace(MARK, "").strip());
        return new Row(row.columns(), cells);
    }

    private String key(String cell) {
        return settings.folded() ? capitals(cell.replace(MARK, "").strip()) : cell;
    }

    /// As lists fold tickers: only small letters of their capitals, so that a long s (ſ) is none of S.
    private static String capitals(String ticker) {
        var capitals = new StringBuilder(ticker.length());
        ticker.codePoints().forEach(c -> {
            int capital = Character.toUpperCase(c);
            capitals.appendCodePoint(Character.toLowerCase(capital) == c ? capital : c);
        });
        return capitals.toString();
    }

    @Override
    public List<Steps.Question<?, ?>> asks(ScreenItem item) {
        return List.of(new Steps.Question<>("exec", source, item.question()));
    }

    @Override
    public List<ScreenRow> run(ScreenItem item, Steps steps) {
        return switch (steps.ask("exec", source, item.question())) {
            case ExecAnswer.Skip(var reason) -> throw steps.skip(reason);
            case ExecAnswer.Output output when output.screenedOut() -> List.of();
            case ExecAnswer.Output(var header, var body) -> List.of(ScreenRow.of(header, body));
        };
    }

    @Override
    public Columns<ScreenRow> columns() {
        return Columns.<ScreenRow>of().bytes("header", ScreenRow::header).bytes("output", ScreenRow::output);
    }
}
