package io.longhaul.io.csv;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.Function;

/// Whether a text, read under some charset, looks like what people write.
final class Plausible {
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final Charset CENTRAL = Charset.forName("windows-1250");
    private static final Charset TURKISH = Charset.forName("windows-1254");

    private static final double MOSTLY = 0.7;

    /// Where windows-1252 and windows-1254 differ, as each reads it.
    private static final String ICELANDIC_LETTERS = "ÐÝÞðýþ";

    private Plausible() {}

    /// Whether most letters next to bytes above 127 are such themselves: the text is in another script than Latin.
    static boolean dense(byte[] text) {
        int high = 0;
        int mixed = 0;
        int i = 0;
        while (i < text.length) {
            int from = i;
            int above = 0;
            while (i < text.length && isWordByte(text[i])) {
                above += text[i] < 0 ? 1 : 0;
                i++;
            }
            if (above > 0) {
                high += above;
                mixed += i - from - above;
            }
            i++;
        }
        return high >= MOSTLY * (high + mixed);
    }

    private static boolean isWordByte(byte b) {
        return b < 0 || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    static boolean eastAsian(String text) {
        long foreign = text.chars().filter(c -> c > 127).count();
        long asian = text.chars().filter(c -> (c >= 0x2E80 && c < 0xE000) || c >= 0xFF00).count();
        return foreign > 0 && asian >= 0.9 * foreign;
    }

    /// Which of the Latin charsets; nothing when two would do and differ.
    static Optional<Charset> latin(Function<Charset, Optional<String>> decode) {
        var western = decode.apply(WESTERN);
        var turkish = decode.apply(TURKISH);
        if (western.isPresent() && wordlike(western.get())) {
            if (!hasAny(western.get(), ICELANDIC_LETTERS)) {
                return Optional.of(WESTERN);
            }
            boolean icelandic = hasAny(western.get(), "áíúæÁÍÚÆ");
            boolean turk = hasAny(western.get(), "üçÜÇ") && turkish.isPresent() && wordlike(turkish.get());
            return icelandic == turk ? Optional.empty() : Optional.of(turk ? TURKISH : WESTERN);
        }
        if (turkish.isPresent() && wordlike(turkish.get()) && hasAny(turkish.get(), "ışğİŞĞ")) {
            return Optional.of(TURKISH);
        }
        var central = decode.apply(CENTRAL);
        boolean fits = central.isPresent() && wordlike(central.get()) && hasAny(central.get(), "ąćęłńśźżčěřůňťďőűŁŚŻŹ");
        return fits ? Optional.of(CENTRAL) : Optional.empty();
    }

    private static boolean hasAny(String text, String letters) {
        return text.chars().anyMatch(c -> letters.indexOf(c) >= 0);
    }

    /// Not if signs stand within words, or capitals after small letters.
    private static boolean wordlike(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                continue;
            }
            boolean letterBefore = i > 0 && Character.isLetter(text.charAt(i - 1));
            boolean letterAfter = i + 1 < text.length() && Character.isLetter(text.charAt(i + 1));
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isLetter(c)) {
                if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(text.charAt(i - 1))) {
                    return false;
                }
            } else if (letterAfter && (letterBefore ? !joins(c) : !opens(c))) {
                return false;
            }
        }
        return true;
    }

    /// Signs that stand between two letters in ordinary text.
    private static boolean joins(char c) {
        return "\u00A0\u00AD’‘–—·•…«»“”®™".indexOf(c) >= 0;
    }

    /// Signs that stand before a word.
    private static boolean opens(char c) {
        return "\u00A0\u00AD’‘–—·•…«»“”„‚‹›¿¡§©®™†‡€".indexOf(c) >= 0;
    }
}
