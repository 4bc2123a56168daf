package io.longhaul.app.notice;

import io.longhaul.app.notice.NoticeSettings.Smtp;
import io.longhaul.app.view.Text;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/// Sends a notice as a mail in plain text.
final class Mailer {

    private static final String MILLIS = "10000";
    private static final int LONGEST = 160;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{4,}=*");

    private final SSLSocketFactory tls;

    Mailer(SSLSocketFactory tls) {
        this.tls = tls;
    }

    Attempted send(Delivery delivery, Target.Mail to, Smtp smtp, String password, Instant now) {
        try {
            var session = Session.getInstance(properties(smtp));
            var message = message(session, delivery, to, smtp, now);
            try (var transport = session.getTransport("smtp")) {
                if (smtp.user().isEmpty()) {
                    transport.connect();
                } else {
                    transport.connect(smtp.user(), password);
                }
                transport.sendMessage(message, message.getAllRecipients());
            }
            return new Attempted.Taken("taken by " + smtp.host());
        } catch (MessagingException refused) {
            return new Attempted.Failed(said(refused, password));
        }
    }

    private Properties properties(Smtp smtp) {
        var all = new Properties();
        all.put("mail.smtp.host", smtp.host());
        all.put("mail.smtp.port", Integer.toString(smtp.port()));
        all.put("mail.smtp.localhost", domain(smtp)); // the name of this machine is nobody's business
        all.put("mail.smtp.connectiontimeout", MILLIS);
        all.put("mail.smtp.timeout", MILLIS);
        all.put("mail.smtp.writetimeout", MILLIS);
        all.put("mail.smtp.auth", Boolean.toString(!smtp.user().isEmpty()));
        all.put("mail.smtp.ssl.checkserveridentity", "true");
        all.put("mail.smtp.ssl.socketFactory", tls);
        boolean upgraded = smtp.tls() == NoticeSettings.Tls.STARTTLS;
        all.put("mail.smtp.starttls.enable", Boolean.toString(upgraded));
        all.put("mail.smtp.starttls.required", Boolean.toString(upgraded));
        all.put("mail.smtp.ssl.enable", Boolean.toString(smtp.tls() == NoticeSettings.Tls.TLS));
        return all;
    }

    private static String domain(Smtp smtp) {
        return smtp.from().substring(smtp.from().indexOf('@') + 1);
    }

    private static MimeMessage message(Session session, Delivery delivery, Target.Mail to, Smtp smtp, Instant now)
            throws MessagingException {
        var notice = delivery.notice();
        var id = "<" + notice.id() + "." + delivery.index() + "@" + domain(smtp) + ">";
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id); // the same at every attempt
            }
        };
        message.setFrom(new InternetAddress(smtp.from(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to.address(), true));
        message.setSubject(notice.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(now));
        message.setHeader("Auto-Submitted", "auto-generated"); // no answers from people on holiday
        message.setText(notice.text(), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    /// What the server said last, in one line.
    private static String said(MessagingException refused, String password) {
        Exception last = refused;
        while (last instanceof MessagingException outer && outer.getNextException() != null) {
            last = outer.getNextException();
        }
        var text = last.getMessage() == null ? last.toString() : last.getMessage();
        var safe = password.isEmpty() ? text : masked(text, password);
        return Text.fit(Text.visible(safe.strip()), LONGEST);
    }

    /// As it is, and as it is sent to log in, which some servers repeat.
    private static String masked(String text, String password) {
        return BASE64.matcher(text.replace(password, "…"))
                .replaceAll(word -> decoded(word.group()).contains(password) ? "…" : word.group());
    }

    private static String decoded(String word) {
        try {
            return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException isNone) {
            return "";
        }
    }
}
