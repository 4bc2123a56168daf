package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a notice can be sent to.
class TargetsTest {

    @Test
    void urlsAndAddressesAreTakenAloneOrApartByCommasEachOnce() {
        var targets = Targets.of(List.of(
                "https://hooks.example.com/in?a=b, mailto:ann@example.com", "bob.b+x@mail.example.com",
                "ann@example.com"));

        assertThat(targets.all()).extracting(Target::text).containsExactly(
                "https://hooks.example.com/in?a=b", "mailto:ann@example.com", "mailto:bob.b+x@mail.example.com");
        assertThat(targets.setting()).containsEntry(
                "notify",
                "https://hooks.example.com/in?a=b\nmailto:ann@example.com\nmailto:bob.b+x@mail.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ann", "@example.com", "ann@", "ann@@example.com", "ann@-x.com", "ann@exa mple.com",
        ".ann@example.com", "a..b@example.com", "ann@example.com\r\nBcc: eve@example.com",
        "mailto:ann@example.com?bcc=eve@example.com", "mailto:", "\"ann eve\"@example.com", "<ann@example.com>",
        "änn@example.com", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "http://", "https:///x",
        "https://user@example.com/", "https://user:pw@example.com/", "https://example.com:0/",
        "https://example.com:70000/", "https://example.com/#x", "https://exa mple.com/", "https://example.com/\u0000",
        "https://exämple.com/", "http://[::1", "//example.com/x", "https://example.com/\r\nX: y"})
    void whatIsMalformedIsRefusedInWords(String text) {
        assertThatThrownBy(() -> Targets.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("got \"")
                .hasMessageContaining("; want https://HOST/PATH")
                .message()
                .doesNotContain("\n", "\r", "\u0000");
    }

    @Test
    void aRefusalShowsNoPasswordAndNoToken() {
        assertThatThrownBy(() -> Target.of("https://ann:canary1@example.com/canary2?token=canary3"))
                .hasMessage("got \"https://example.com…\", which holds a user name or password, which would be stored;"
                        + " want https://HOST/PATH");
    }

    @Test
    void viewsShowOnlyTheHostOfAUrl() {
        assertThat(Target.of("https://hooks.example.com:8443/T0/B0/token").shown())
                .isEqualTo("https://hooks.example.com:8443/…");
        assertThat(Target.of("https://hooks.example.com/?token=x").shown()).isEqualTo("https://hooks.example.com/…");
        assertThat(Target.of("https://hooks.example.com").shown()).isEqualTo("https://hooks.example.com");
        assertThat(Target.of("mailto:ann@example.com").shown()).isEqualTo("ann@example.com");
    }

    @Test
    void tooManyAreRefused() {
        var many = String.join(",", Collections.nCopies(11, "x")).replace("x,", "x%d@example.com,");
        var words = String.format(many.replaceAll("x$", "x%d@example.com"), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

        assertThatThrownBy(() -> Targets.of(List.of(words))).hasMessage("got 11 targets; want at most 10");
    }
}
