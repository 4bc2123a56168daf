package io.longhaul.io.csv;

/// What a line may be that is one value.
final class OneALine {

    private OneALine() {}

    /// Whether it begins with a quote that it does not close: an odd number of quotes. A name may hold a quoted word.
    static boolean opensQuote(String line) {
        var text = line.strip();
        return text.startsWith("\"") && text.chars().filter(c -> c == '"').count() % 2 == 1;
    }
}
