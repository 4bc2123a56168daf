package io.longhaul.io.csv;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

/// The letters a script's languages use most. Under a wrong charset other letters come out on top, or capitals
/// within words.
///
/// @param common about two thirds of all letters in any text
record Alphabet(Character.UnicodeScript script, String common, List<Charset> charsets) {
    static final double CONVINCING = 0.5;
    static final double MARGIN = 0.08;

    /// Text in capitals is rare; one charset's small letters are often another's capitals.
    private static final double ALL_CAPITALS = 0.25;

    static final List<Alphabet> NON_LATIN = List.of(
            of(Character.UnicodeScript.CYRILLIC, "оеаинтсрвлкмп", "windows-1251", "KOI8-R", "x-MacCyrillic", "IBM866",
                    "ISO-8859-5"),
            of(Character.UnicodeScript.GREEK, "αοιετσνηυρπκς", "windows-1253", "ISO-8859-7"),
            of(Character.UnicodeScript.HEBREW, "יוהלארבתשמ", "windows-1255", "ISO-8859-8"),
            of(Character.UnicodeScript.ARABIC, "اليمونرتبةع", "windows-1256", "ISO-8859-6"),
            of(Character.UnicodeScript.THAI, "านรอกเงมยลวดท", "x-windows-874"));

    private static Alphabet of(Character.UnicodeScript script, String common, String... charsets) {
        return new Alphabet(
                script,
                common,
                Stream.of(charsets).filter(Charset::isSupported).map(Charset::forName).toList());
    }

    /// 0 to 1: how much of what is not ASCII are this script's common letters, less capitals within words.
    double score(String text) {
        int all = 0;
        int good = 0;
        int odd = 0;
        int capitals = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                continue;
            }
            all++;
            if (Character.isLetter(c) && common.indexOf(Character.toLowerCase(c)) >= 0) {
                good++;
            }
            capitals += Character.isUpperCase(c) ? 1 : 0;
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(text.charAt(i - 1))) {
                odd++;
            }
            if (Character.isLetter(c) && Character.UnicodeScript.of(c) != script) {
                odd++;
            }
        }
        return all == 0 ? 0 : (double) (good - 2 * odd) / all - (2 * capitals > all ? ALL_CAPITALS : 0);
    }
}
