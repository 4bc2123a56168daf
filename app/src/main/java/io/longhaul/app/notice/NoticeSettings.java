package io.longhaul.app.notice;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.source.http.OutboundGuard;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How notices leave, as the configuration of whoever drives the jobs says it.
///
/// @param secrets where the secrets of webhooks are, the newest first; two while one replaces the other
/// @param allowPrivate whether webhooks may lie in this machine's own network
/// @param smtp empty where no mail can be sent
public record NoticeSettings(List<String> secrets, boolean allowPrivate, Optional<Smtp> smtp) {

    private static final String SECRETS = "notify.webhook-secret";
    private static final String PRIVATE = "notify.allow-private";
    private static final String MAIL = "notify.smtp.";
    private static final int MOST_SECRETS = 2;

    /// How the way to the mail server is protected.
    enum Tls {
        /// A plain connection that must be upgraded before anything is said.
        STARTTLS(587),
        /// From the first byte.
        TLS(465),
        NONE(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    /// @param user empty for no login
    /// @param password where it is
    record Smtp(String host, int port, String user, String password, String from, Tls tls) {}

    /// @throws CommandException exit 8 for what cannot be meant
    public static NoticeSettings of(Config config) {
        var secrets = config.text(SECRETS).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .toList();
        if (secrets.size() > MOST_SECRETS || !secrets.stream().allMatch(Secret::isReference)) {
            throw wrong(config, SECRETS, "want one or two of env:NAME, file:PATH, cmd:COMMAND, apart by a comma");
        }
        var allow = config.text(PRIVATE).orElse("false");
        if (!allow.equals("true") && !allow.equals("false")) {
            throw wrong(config, PRIVATE, "want true or false");
        }
        return new NoticeSettings(secrets, allow.equals("true"), smtp(config));
    }

    private static Optional<Smtp> smtp(Config config) {
        var host = config.text(MAIL + "host").orElse("");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (!host.matches("[A-Za-z0-9._:-]{1,253}")) {
            throw wrong(config, MAIL + "host", "want a host name, as smtp.example.com");
        }
        var from = config.text(MAIL + "from").orElse("");
        if (!Target.ADDRESS.matcher(from).matches()) {
            throw wrong(config, MAIL + "from", "want the sender's address, as longhaul@example.com");
        }
        var tls = tls(config);
        var user = config.text(MAIL + "user").orElse("");
        var password = config.text(MAIL + "password").orElse("");
        if (user.isEmpty() != password.isEmpty() || !password.isEmpty() && !Secret.isReference(password)) {
            throw wrong(config, MAIL + "password",
                    "want a user and where the password is: env:NAME, file:PATH or cmd:COMMAND");
        }
        if (tls == Tls.NONE && !user.isEmpty() && !List.of("localhost", "127.0.0.1", "::1").contains(host)) {
            throw wrong(config, MAIL + "tls", "the password would go to " + host
                    + " in the clear; want starttls or tls");
        }
        return Optional.of(new Smtp(host, port(config, tls), user, password, from, tls));
    }

    private static Tls tls(Config config) {
        var text = config.text(MAIL + "tls").orElse("starttls");
        return Arrays.stream(Tls.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(config, MAIL + "tls", "want starttls, tls or none"));
    }

    private static int port(Config config, Tls tls) {
        var text = config.text(MAIL + "port").orElse(Integer.toString(tls.port));
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw wrong(config, MAIL + "port", "want 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static CommandException wrong(Config config, String key, String want) {
        var said = config.value(key);
        return new CommandException(
                Exit.AUTH_OR_CONFIG,
                said.map(value -> value.blamed() + ": got \"" + value.shown() + "\"; ").orElse(key + ": ") + want);
    }

    /// What can be known to fail is refused before there is a job.
    ///
    /// @throws CommandException exit 2 for a host that is not asked, 8 where no mail can be sent
    public void mustReach(Targets targets) {
        for (var target : targets.all()) {
            switch (target) {
                case Target.Web(var uri) -> {
                    if (OutboundGuard.unresolved(uri, allowPrivate)
                            instanceof OutboundGuard.Verdict.Refused(var why)) {
                        throw CommandException.usage("notify " + target.shown() + ": the host " + why
                                + ". Only public addresses are asked, and your own network's with " + PRIVATE
                                + ": true");
                    }
                }
                case Target.Mail mail -> {
                    if (smtp.isEmpty()) {
                        throw new CommandException(
                                Exit.AUTH_OR_CONFIG, "notify " + mail.shown() + ": no mail server is"
                                        + " configured; want " + MAIL + "host and " + MAIL + "from (docs/notices.md)");
                    }
                }
            }
        }
    }
}
