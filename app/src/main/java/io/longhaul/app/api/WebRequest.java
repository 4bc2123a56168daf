package io.longhaul.app.api;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// A request that passed the [Guard].
///
/// @param parts of the path that vary
/// @param parameters of the query
/// @param headers all of a name, as they came
/// @param body whole; empty if there was none
public record WebRequest(
        Route route,
        Map<String, String> parts,
        Map<String, List<String>> parameters,
        Function<String, List<String>> headers,
        byte[] body) {

    public WebRequest {
        parts = Map.copyOf(parts);
        parameters = Map.copyOf(parameters);
    }

    public String part(String name) {
        return parts.getOrDefault(name, "");
    }

    /// @throws Problem if it is given more than once
    public Optional<String> parameter(String name) {
        return once(name, parameters.getOrDefault(name, List.of()));
    }

    /// @throws Problem if it is given more than once
    public Optional<String> header(String name) {
        return once(name, headers.apply(name));
    }

    /// Stands for its `Idempotency-Key`; a job made by it bears it in its settings.
    public Optional<String> keyDigest() {
        return header("Idempotency-Key").map(key -> Replayed.digest(route.operationId(), key));
    }

    /// Stands for what it asks.
    public String contentDigest() {
        var asked = new ArrayList<String>();
        asked.add(route.operationId());
        new TreeMap<>(parts).forEach((name, text) -> asked.add(name + "=" + text));
        new TreeMap<>(parameters).forEach((name, texts) -> asked.add(name + "?" + texts));
        asked.add(Base64.getEncoder().encodeToString(body));
        return Replayed.digest(asked.toArray(String[]::new));
    }

    private static Optional<String> once(String name, List<String> values) {
        if (values.size() > 1) {
            throw Problem.wrong(name, "is given " + values.size() + " times; want it once");
        }
        return values.stream().findFirst();
    }

    /// @throws Problem for a parameter that is not among these
    public void mustHaveOnly(String... names) {
        var known = Set.of(names);
        parameters.keySet().stream().filter(name -> !known.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw Problem.wrong(Fields.shown(name), names.length == 0
                    ? "is no parameter of this path; it takes none"
                    : "is no parameter of this path; there are " + String.join(", ", names));
        });
    }

    /// A whole number among the parameters.
    public int whole(String name, int least, int most, int usual) {
        return parameter(name).map(text -> {
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw Problem.wrong(
                        name, "got \"" + Fields.shown(text) + "\"; want a whole number from " + least + " to " + most);
            }
            return Integer.parseInt(text);
        }).orElse(usual);
    }

    /// The body as an object; one without fields if there is no body.
    ///
    /// @throws Problem for what is no JSON object
    public Fields fields() {
        return Fields.of(body);
    }
}
