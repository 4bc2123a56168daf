package io.longhaul.io;

import static io.longhaul.io.Reading.refused;
import static io.longhaul.io.Reading.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Short lists, in which a detector has little to go by.
class CharsetsTest {

    @ParameterizedTest
    @CsvSource({
        "windows-1252, Nestlé;Société Générale;L’Oréal;Hermès", "windows-1252, Nestlé",
        "windows-1252, Münchener Rück;Südzucker",
        "windows-1252, ¿Qué? S.A.;España", "windows-1254, Türkiye İş Bankası;Şişecam;Koç",
        "windows-1250, Żabka;Orlen Łódź",
        "windows-1251, Газпром;Сбербанк России;Новатэк;Лукойл",
        "windows-1253, Εθνική Τράπεζα της Ελλάδος;Ελληνικά Πετρέλαια",
        "Shift_JIS, トヨタ自動車株式会社;三菱商事", "GB18030, 中国石油天然气股份有限公司;中国工商银行"
    })
    void namesOfCompaniesAreToldOrAsked(String charset, String names) {
        var content = "name,n\n" + names.replace(";", ",1\n") + ",1\n";
        var spec = text(content, Charset.forName(charset));
        try (var list = Lists.open(spec)) {
            assertThat(Reading.items(list)).extracting(item -> item.cells().getFirst())
                    .containsExactly(names.split(";", -1));
        }
    }

    @Test
    void whatCannotBeToldIsAsked() {
        // Icelandic in windows-1252 or Turkish in windows-1254: both are words.
        assertThat(refused(text("name,n\nþorn,1\n", Charset.forName("windows-1252"))))
                .hasMessageContaining("its charset cannot be told")
                .hasMessageContaining("--charset windows-1252");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-8", "UTF-32LE", "UTF-32BE"})
    void aByteOrderMarkDecides(String charset) {
        var mark = charset.equals("UTF-16") ? "" : "\uFEFF";
        try (var list = Lists.open(text(mark + "ticker,name\nA,Żółć 株\n", Charset.forName(charset)))) {
            assertThat(list.columns()).containsExactly("ticker", "name");
            assertThat(list.dialect().bom()).isTrue();
            assertThat(Reading.items(list).getFirst().cells()).containsExactly("A", "Żółć 株");
        }
    }

    @Test
    void aLateCharacterCountsToo() {
        var content = "name,n\n" + "Acme,1\n".repeat(100_000) + "Nestlé,2\n";
        try (var list = Lists.open(text(content, StandardCharsets.ISO_8859_1))) {
            assertThat(list.dialect().charset().name()).isEqualTo("windows-1252");
            assertThat(list.summary().rows()).isEqualTo(100_001);
        }
        try (var list = Lists.open(text(content))) {
            assertThat(list.dialect().charset()).isEqualTo(StandardCharsets.UTF_8);
        }
    }
}
