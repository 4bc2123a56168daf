package io.longhaul.io.csv;

import io.longhaul.io.list.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mozilla.universalchardet.UniversalDetector;

/// Tells the charset of a text: byte order mark, strict UTF-8, detector checked by letter frequency, Latin charsets.
/// What cannot be told is asked.
final class Charsets {

    private Charsets() {}

    /// @throws InputException if Java knows no such charset
    static @Nullable Charset named(String file, @Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InputException(
                    file,
                    "--charset " + name + " is not known",
                    "Use a name such as UTF-8, windows-1252, windows-1254, Big5 or UTF-16LE.");
        }
    }

    /// @throws InputException if the charset cannot be told
    static Charset of(String file, ByteScan scan) {
        if (scan.mark() != Mark.NONE) {
            return scan.mark().charset();
        }
        if (scan.utf8()) {
            return StandardCharsets.UTF_8;
        }
        var text = scan.unusual();
        var detected = detected(text);
        if (detected.isPresent() && detected.get().newEncoder().maxBytesPerChar() > 1) {
            var decoded = decode(text, detected.get());
            if (decoded.isPresent() && Plausible.eastAsian(decoded.get())) {
                return detected.get();
            }
        }
        var guess = Plausible.dense(text)
                ? best(text, Alphabet.NON_LATIN, detected.orElse(null))
                : Plausible.latin(candidate -> decode(text, candidate));
        return guess.orElseThrow(() -> new InputException(
                file,
                "its charset cannot be told: it is not UTF-8"
                        + detected.map(c -> ", and " + c.name() + " is doubtful").orElse(""),
                "Say which with --charset, as --charset windows-1252, or save the file as UTF-8."));
    }

    private static Optional<Charset> detected(byte[] text) {
        var detector = new UniversalDetector();
        detector.handleData(text);
        detector.dataEnd();
        var name = detector.getDetectedCharset();
        return name != null && Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    }

    /// The charset under which the letters are those that its languages use most, if no other comes near.
    private static Optional<Charset> best(byte[] text, List<Alphabet> alphabets, @Nullable Charset detected) {
        Charset best = null;
        String bestText = "";
        double first = 0;
        double second = 0;
        for (var alphabet : alphabets) {
            for (var charset : alphabet.charsets()) {
                var decoded = decode(text, charset).orElse("");
                double score = alphabet.score(decoded);
                boolean tie = decoded.equals(bestText);
                if (score > first || (tie && charset.equals(detected))) {
                    second = tie ? second : first;
                    best = charset;
                    bestText = decoded;
                    first = score;
                } else if (!tie) {
                    second = Math.max(second, score);
                }
            }
        }
        return first >= Alphabet.CONVINCING && first - second >= Alphabet.MARGIN && best != null
                ? Optional.of(best)
                : Optional.empty();
    }

    /// Strictly; a character cut at the end of the sample is no error.
    private static Optional<String> decode(byte[] text, Charset charset) {
        for (int cut = 0; cut < 4 && cut < text.length; cut++) {
            try {
                return Optional.of(charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(text, 0, text.length - cut))
                        .toString());
            } catch (CharacterCodingException e) {
                // Try without the last byte.
            }
        }
        return Optional.empty();
    }
}
