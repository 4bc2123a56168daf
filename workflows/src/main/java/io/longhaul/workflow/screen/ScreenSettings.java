package io.longhaul.workflow.screen;

import io.longhaul.engine.store.Digest;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.source.exec.OutputForm;
import io.longhaul.source.exec.OutputHeader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From what a screen is made, now and at every resume.
///
/// @param command as the user wrote it
/// @param keyColumn whose cell names the item
/// @param folded whether two spellings of a ticker are one
/// @param rowOnInput whether a command run for one item reads its row; false where `{column}` arguments say it all
/// @param rates as typed, see [Declared]; `quotas` and `price` (of one run, USD) likewise
/// @param output how what the command writes is read
public record ScreenSettings(
        String command,
        Per per,
        BatchFormat format,
        String keyColumn,
        boolean folded,
        boolean rowOnInput,
        List<String> rates,
        List<String> quotas,
        String price,
        OutputForm output) {

    private static final String OUTPUT_HEADER = "outputHeader";
    private static final String SEPARATOR = " ";

    public ScreenSettings {
        rates = List.copyOf(rates);
        quotas = List.copyOf(quotas);
        Argv.split(command);
        Declared.rates(rates);
        Declared.quotas(quotas);
        Declared.price(price);
    }

    /// Nothing is said about the output.
    public ScreenSettings(
            String command,
            Per per,
            BatchFormat format,
            String keyColumn,
            boolean folded,
            boolean rowOnInput,
            List<String> rates,
            List<String> quotas,
            String price) {
        this(command, per, format, keyColumn, folded, rowOnInput, rates, quotas, price, OutputForm.UNTOLD);
    }

    /// The same, with what is said about the output.
    public ScreenSettings withOutput(OutputForm said) {
        return new ScreenSettings(
                command, per, format, keyColumn, folded, rowOnInput, rates, quotas, price, said);
    }

    public List<String> words() {
        return Argv.split(command);
    }

    /// Eight characters that stand for the command: jobs of one command share its limits and quota.
    public String shortDigest() {
        return Digest.of(words().toArray(String[]::new)).toString().substring(0, 8);
    }

    public Map<String, String> map() {
        var map = new LinkedHashMap<String, String>();
        map.put("exec", command);
        map.put("per", per.label());
        map.put("batchFormat", format.label());
        map.put("keyColumn", keyColumn);
        map.put("folded", Boolean.toString(folded));
        map.put("rowOnInput", Boolean.toString(rowOnInput));
        map.put("rates", String.join(SEPARATOR, rates));
        map.put("quotas", String.join(SEPARATOR, quotas));
        map.put("price", price);
        if (!output.equals(OutputForm.UNTOLD)) { // a job that says nothing about it is as it always was
            map.put(OUTPUT_HEADER, output.header().label());
            map.put("outputKey", output.key());
            map.put("outputWhole", Boolean.toString(output.whole()));
        }
        return map;
    }

    public static ScreenSettings of(Map<String, String> map) {
        return new ScreenSettings(
                map.getOrDefault("exec", ""),
                Per.of(map.getOrDefault("per", "item")),
                BatchFormat.of(map.getOrDefault("batchFormat", "jsonl")),
                map.getOrDefault("keyColumn", ""),
                Boolean.parseBoolean(map.getOrDefault("folded", "false")),
                Boolean.parseBoolean(map.getOrDefault("rowOnInput", "true")),
                words(map.getOrDefault("rates", "")),
                words(map.getOrDefault("quotas", "")),
                map.getOrDefault("price", "0"),
                output(map));
    }

    /// How what the command of a job writes is read.
    public static OutputForm output(Map<String, String> map) {
        return new OutputForm(
                OutputHeader.of(map.getOrDefault(OUTPUT_HEADER, OutputHeader.AUTO.label())),
                map.getOrDefault("outputKey", ""),
                Boolean.parseBoolean(map.getOrDefault("outputWhole", "false")));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }
}
