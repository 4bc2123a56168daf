package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/// Something to be asked of a person, where there is one.
record Question(Wiring wiring, JobOptions job) {

    boolean possible() {
        var streams = wiring.streams();
        return !job.noInput && !job.json && streams.inTerminal() && streams.errTerminal();
    }

    /// The first letter of the answer if it is one of these; a blank otherwise.
    char ask(String text, String letters) {
        wiring.err().print(text + " ");
        wiring.err().flush();
        try {
            var word = line().strip().toLowerCase(Locale.ROOT);
            return word.isEmpty() || letters.indexOf(word.charAt(0)) < 0 ? ' ' : word.charAt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// No further: what follows answers the next question.
    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = wiring.in().read(); next >= 0 && next != '\n'; next = wiring.in().read()) {
            bytes.write(next);
        }
        return bytes.toString(Charset.defaultCharset());
    }
}
