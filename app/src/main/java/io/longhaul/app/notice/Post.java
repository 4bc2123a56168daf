package io.longhaul.app.notice;

import io.longhaul.app.CommandException;
import io.longhaul.app.Main;
import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.source.http.HttpUpstream;
import io.longhaul.source.http.OutboundGuard;
import io.longhaul.source.http.PinnedPost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/// Sends notices by the configuration in force, read anew for each attempt: what was wrong in it may be right now.
final class Post implements Sender {

    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Supplier<Config> config;
    private final Map<String, String> environment;
    private final PinnedPost web;
    private final Mailer mail;

    Post(Supplier<Config> config, Map<String, String> environment, OutboundGuard guard, SSLSocketFactory tls) {
        this.config = config;
        this.environment = environment;
        this.web = new PinnedPost(guard, tls);
        this.mail = new Mailer(tls);
    }

    @Override
    public Attempted send(Delivery delivery, Instant now) throws InterruptedException {
        try {
            var settings = NoticeSettings.of(config.get());
            return switch (delivery.target()) {
                case Target.Web to -> posted(delivery, to, settings, now);
                case Target.Mail to -> mailed(delivery, to, settings, now);
            };
        } catch (CommandException | IllegalArgumentException notConfigured) {
            return new Attempted.Failed(String.valueOf(notConfigured.getMessage()));
        }
    }

    private Attempted posted(Delivery delivery, Target.Web to, NoticeSettings settings, Instant now)
            throws InterruptedException {
        var notice = delivery.notice();
        var body = notice.body().getBytes(StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", HttpUpstream.userAgent(Main.VERSION, ""));
        headers.put("webhook-id", notice.id());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        if (!settings.secrets().isEmpty()) {
            var secrets = settings.secrets().stream()
                    .map(reference -> Secret.resolve(reference, environment))
                    .toList();
            headers.put("webhook-signature", Signature.of(notice.id(), now, body, secrets));
        }
        return switch (web.send(new PinnedPost.Message(to.uri(), headers, body, ANSWER), settings.allowPrivate())) {
            case PinnedPost.Outcome.Answered(int status) when status < 300 ->
                new Attempted.Taken(Integer.toString(status));
            case PinnedPost.Outcome.Answered(int status) when status == 410 -> new Attempted.Gone("410");
            case PinnedPost.Outcome.Answered(int status) ->
                new Attempted.Failed(status + (status < 400 ? ", a redirect, which is not followed" : ""));
            case PinnedPost.Outcome.Refused(var why) -> new Attempted.Failed("not sent: " + why);
            case PinnedPost.Outcome.Failed(var why) -> new Attempted.Failed(why);
        };
    }

    private Attempted mailed(Delivery delivery, Target.Mail to, NoticeSettings settings, Instant now) {
        var smtp = settings.smtp();
        if (smtp.isEmpty()) {
            return new Attempted.Failed("no mail server is configured: notify.smtp.host");
        }
        var reference = smtp.get().password();
        var password = reference.isEmpty() ? "" : Secret.resolve(reference, environment);
        return mail.send(delivery, to, smtp.get(), password, now);
    }
}
