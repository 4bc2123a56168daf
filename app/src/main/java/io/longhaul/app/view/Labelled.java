package io.longhaul.app.view;

import java.util.ArrayList;
import java.util.List;

/// Facts of a block, each with a word before it: `Waiting  gemini quota used up`.
public final class Labelled {

    private static final int LABEL = 9;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    public Labelled(int width) {
        this.width = width;
    }

    /// Text that may hold anything; it is wrapped.
    public Labelled add(String label, String text) {
        var head = Text.left(label, LABEL);
        for (var line : Text.wrap(Text.visible(text), width - LABEL, 0)) {
            lines.add(Text.fit(head + line, width).stripTrailing());
            head = " ".repeat(LABEL);
        }
        return this;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
