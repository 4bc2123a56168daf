package io.longhaul.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How wide the user's terminal is. Java cannot ask it; `stty` can.
final class Width {

    static final int USUAL = 80;
    private static final int LEAST = 40;
    private static final int MOST = 1_000;
    private static final int PATIENCE_SECONDS = 2;

    private Width() {}

    /// @param terminal whether there is one
    static int of(Map<String, String> environment, boolean terminal) {
        int said = number(environment.getOrDefault("COLUMNS", ""));
        return said > 0 ? said : terminal ? asked() : USUAL;
    }

    private static int asked() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = stty.getInputStream()) {
                var words = new String(out.readNBytes(100), StandardCharsets.US_ASCII).strip().split(" ", -1);
                stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                int columns = words.length == 2 ? number(words[1]) : 0;
                return columns > 0 ? columns : USUAL;
            }
        } catch (IOException none) {
            return USUAL;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /// 0 for what is no number; a width that nothing could be read in is as good as none.
    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            return 0;
        }
        int columns = Integer.parseInt(text);
        return columns < LEAST || columns > MOST ? 0 : columns;
    }
}
