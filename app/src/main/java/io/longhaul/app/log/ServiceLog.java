package io.longhaul.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/// The logs of `serve`, on standard error: lines for people on a terminal, a JSON object a line elsewhere.
/// Other commands log nothing.
public final class ServiceLog {

    private ServiceLog() {}

    /// @param terminal whether a person reads along
    public static void start(PrintStream err, boolean terminal) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // embedded where another framework is in charge
        }
        context.reset();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(context, terminal));
        appender.setOutputStream(err);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.longhaul").setLevel(Level.INFO);
        // a wrapper of ours tells what went wrong; a line for every client that hangs up tells nobody anything
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        bridge();
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean terminal) {
        if (terminal) {
            var lines = new PatternLayoutEncoder();
            lines.setContext(context);
            lines.setPattern("%d{HH:mm:ss} %-5level %msg%n%ex{short}");
            lines.start();
            return lines;
        }
        var json = new LogstashEncoder();
        json.setContext(context);
        json.setTimeZone("UTC");
        json.start();
        return json;
    }

    /// The engine and its store log through the platform.
    private static void bridge() {
        LogManager.getLogManager().reset();
        var root = java.util.logging.Logger.getLogger("");
        root.setLevel(java.util.logging.Level.INFO);
        root.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                var name = record.getLoggerName();
                var logger = LoggerFactory.getLogger(name == null ? "platform" : name);
                int level = record.getLevel().intValue();
                if (level >= java.util.logging.Level.SEVERE.intValue()) {
                    logger.error(record.getMessage(), record.getThrown());
                } else if (level >= java.util.logging.Level.WARNING.intValue()) {
                    logger.warn(record.getMessage(), record.getThrown());
                } else {
                    logger.info(record.getMessage(), record.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }
}
