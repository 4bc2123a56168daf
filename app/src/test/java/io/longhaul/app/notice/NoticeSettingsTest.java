package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How notices leave, as it is configured.
class NoticeSettingsTest {

    private static Config config(String... overrides) {
        return Config.load(Map.of(), Path.of("/nowhere"), Path.of("/nowhere"), List.of(overrides));
    }

    private static NoticeSettings settings(String... overrides) {
        return NoticeSettings.of(config(overrides));
    }

    @Test
    void nothingIsNeededForWebhooks() {
        assertThat(settings()).isEqualTo(new NoticeSettings(List.of(), false, java.util.Optional.empty()));
    }

    @Test
    void mailTakesAServerASenderAndALogin() {
        var smtp = settings(
                "notify.smtp.host=smtp.example.com", "notify.smtp.from=lh@example.com", "notify.smtp.user=u",
                "notify.smtp.password=env:PW").smtp().orElseThrow();

        assertThat(smtp).isEqualTo(new NoticeSettings.Smtp(
                "smtp.example.com", 587, "u", "env:PW", "lh@example.com", NoticeSettings.Tls.STARTTLS));
        assertThat(settings("notify.smtp.host=h", "notify.smtp.from=a@b", "notify.smtp.tls=tls").smtp().orElseThrow()
                .port()).isEqualTo(465);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify.webhook-secret=whsec_canary", "notify.webhook-secret=env:A,env:B,env:C",
        "notify.allow-private=yes", "notify.smtp.host=a b,notify.smtp.from=a@b", "notify.smtp.host=h",
        "notify.smtp.host=h,notify.smtp.from=x", "notify.smtp.host=h,notify.smtp.from=a@b,notify.smtp.tls=ssl",
        "notify.smtp.host=h,notify.smtp.from=a@b,notify.smtp.port=0",
        "notify.smtp.host=h,notify.smtp.from=a@b,notify.smtp.user=u",
        "notify.smtp.host=h,notify.smtp.from=a@b,notify.smtp.user=u,notify.smtp.password=canary",
        "notify.smtp.host=h,notify.smtp.from=a@b,notify.smtp.user=u,notify.smtp.password=env:P,notify.smtp.tls=none"})
    void whatCannotBeMeantIsRefusedWithoutItsSecret(String overrides) {
        assertThatThrownBy(() -> settings(overrides.split(",(?=notify)")))
                .isInstanceOfSatisfying(
                        CommandException.class, refused -> assertThat(refused.exit()).isEqualTo(Exit.AUTH_OR_CONFIG))
                .hasMessageContaining("notify.")
                .message()
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "http://10.0.0.1", "https://192.168.1.1/", "http://[::1]/",
        "http://0x7f.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "http://127.0.0.1./", "http://[fd00::1]/",
        "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data"})
    void hostsThatWillNotBeAskedAreRefusedUpFront(String url) {
        Targets targets;
        try {
            targets = Targets.of(List.of(url));
        } catch (IllegalArgumentException malformed) {
            return; // refused even earlier
        }
        assertThatThrownBy(() -> settings().mustReach(targets))
                .isInstanceOfSatisfying(
                        CommandException.class, refused -> assertThat(refused.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("notify.allow-private");
    }

    @Test
    void theOwnNetworkCanBeAllowedButNotLinkLocalAddresses() {
        var allowing = settings("notify.allow-private=true");

        assertThatCode(() -> allowing.mustReach(Targets.of(List.of("http://127.0.0.1:8080/", "http://10.0.0.1/"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> allowing.mustReach(Targets.of(List.of("http://169.254.169.254/"))))
                .hasMessageContaining("link-local");
    }

    @Test
    void mailWithoutAServerIsRefusedUpFront() {
        assertThatThrownBy(() -> settings().mustReach(Targets.of(List.of("ann@example.com"))))
                .hasMessageContaining("ann@example.com: no mail server is configured; want notify.smtp.host");
    }

    @Test
    void configShowHidesSecretsAndPathsOfWebhooks() {
        var config = config(
                "notify=https://hooks.example.com/canary1,ann@example.com", "notify.smtp.password=canary2-long-enough",
                "notify.webhook-secret=env:A,canary3-long-enough");

        assertThat(config.all()).extracting(Config.Value::shown).noneMatch(text -> text.contains("canary"));
        assertThat(config.value("notify").orElseThrow().shown())
                .isEqualTo("https://hooks.example.com/…,ann@example.com");
        assertThat(config("notify.smtp.password=env:PW").value("notify.smtp.password").orElseThrow().shown())
                .isEqualTo("env:PW");
    }
}
