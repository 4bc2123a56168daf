package io.longhaul.source.exec;

import java.util.ArrayList;
import java.util.List;

/// Splits one command into words; used once.
final class WordSplitter {

    private final String command;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean quoted;
    private int at;

    WordSplitter(String command) {
        this.command = command;
    }

    List<String> words() {
        while (at < command.length()) {
            char c = command.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> single();
                case '"' -> twofold();
                case '\\' -> escaped();
                default -> add(c);
            }
        }
        endWord();
        return words;
    }

    private void add(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (!inWord) {
            return;
        }
        if (!quoted && Argv.operator(word.toString())) {
            throw new IllegalArgumentException("\"" + word + "\" needs a shell and the command is run without one;"
                    + " put the line into a script, or quote \"" + word + "\" to pass it as it is");
        }
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
        quoted = false;
    }

    private void single() {
        inWord = true;
        quoted = true;
        int close = command.indexOf('\'', at);
        if (close < 0) {
            throw open('\'', at - 1);
        }
        word.append(command, at, close);
        at = close + 1;
    }

    private void twofold() {
        inWord = true;
        quoted = true;
        int start = at - 1;
        while (at < command.length()) {
            char c = command.charAt(at++);
            if (c == '"') {
                return;
            }
            // inside double quotes a backslash is one unless it stands before one of these
            if (c == '\\' && at < command.length() && "$`\"\\\n".indexOf(command.charAt(at)) >= 0) {
                c = command.charAt(at++);
                if (c == '\n') {
                    continue;
                }
            }
            word.append(c);
        }
        throw open('"', start);
    }

    private void escaped() {
        if (at == command.length()) {
            throw new IllegalArgumentException("the command ends in a backslash: " + command);
        }
        char c = command.charAt(at++);
        if (c != '\n') { // a backslash before a line end joins the lines
            quoted = true;
            add(c);
        }
    }

    private IllegalArgumentException open(char quote, int position) {
        return new IllegalArgumentException("the quote " + quote + " at position " + (position + 1)
                + " of the command is not closed: " + command);
    }
}
