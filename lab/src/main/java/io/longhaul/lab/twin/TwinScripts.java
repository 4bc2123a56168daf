package io.longhaul.lab.twin;

import io.longhaul.lab.upstream.Script;
import java.util.ArrayList;
import java.util.List;

/// What each twin allows and does wrong: a [Script] for all, and after a line `[eodhd]` what is added for that one.
///
/// ```
/// latency 50ms
/// share throttle 0.02
/// [eodhd]
/// rate 1000/60s
/// quota 20/day@UTC+300s
/// ```
final class TwinScripts {

    private final String text;

    /// @throws IllegalArgumentException naming the line
    TwinScripts(String text) {
        this.text = text;
        text.lines().filter(TwinScripts::heading).map(TwinScripts::name).forEach(name -> {
            if (!Twins.NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "script section [" + name + "]; want one of " + String.join(" ", Twins.NAMES));
            }
        });
        Twins.NAMES.forEach(this::of);
    }

    /// That twin's; others' lines are left empty, so that a line that cannot be read keeps its number.
    Script of(String name) {
        var lines = new ArrayList<String>();
        var section = "";
        for (var line : List.of(text.split("\n", -1))) {
            section = heading(line) ? name(line) : section;
            lines.add(!heading(line) && (section.isEmpty() || section.equals(name)) ? line : "");
        }
        return Script.parse(String.join("\n", lines));
    }

    private static boolean heading(String line) {
        return line.strip().startsWith("[");
    }

    private static String name(String line) {
        return line.strip().replaceAll("[\\[\\]]", "");
    }
}
