package io.longhaul.lab.figure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What a bench or rehearsal found.
///
/// @param kind `bench` or `lab`, and `name` which of them
public record Report(String kind, String name, Host host, List<Figure> figures) {

    public Report {
        figures = List.copyOf(figures);
    }

    public boolean met() {
        return figures.stream().allMatch(Figure::met);
    }

    /// A table for people.
    public String table() {
        var text = new StringBuilder(host.line()).append('\n');
        figures.forEach(figure -> text.append(figure.line()).append('\n'));
        return text.toString();
    }

    /// One document: `figures` are held to a target, those `beside` explain them.
    public String json() {
        var document = new LinkedHashMap<String, Object>();
        document.put(kind, name);
        document.put("machine", host.json());
        document.put("figures", figures.stream().filter(Figure::held).map(Report::json).toList());
        document.put(
                "beside",
                figures.stream().filter(figure -> !figure.held()).map(Report::json).toList());
        return JsonMapper.shared().writeValueAsString(document) + "\n";
    }

    private static Map<String, Object> json(Figure figure) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", figure.name());
        json.put("value", Double.isFinite(figure.value()) ? rounded(figure.value()) : "unknown");
        json.put("unit", figure.unit());
        switch (figure.target()) {
            case Figure.AtLeast(var limit) -> json.put("at_least", limit);
            case Figure.AtMost(var limit) -> json.put("at_most", limit);
            case Figure.Exactly(var limit) -> json.put("exactly", limit);
            case Figure.Informative() -> {
                return json;
            }
        }
        json.put("met", figure.met());
        return json;
    }

    private static double rounded(double value) {
        return Math.abs(value) >= 1000 ? Math.rint(value) : Math.rint(value * 10_000) / 10_000;
    }
}
