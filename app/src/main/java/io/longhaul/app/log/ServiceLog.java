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
import org.slf4j.MDC;

/// The logs of `serve`, on standard error: lines for people on a terminal, a JSON object a line elsewhere.
/// Other commands log nothing.
public final class ServiceLog {

    private static final String SIGN = "sign";

    private ServiceLog() {}

    /// @param terminal whether a person reads along
    /// @param colours whether that person's terminal shows them
    public static void start(PrintStream err, boolean terminal, boolean colours) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // embedded where another framework is in charge
        }
        context.reset();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(context, terminal, colours));
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

    /// Logs with a sign before the line, where lines are for people and have colours.
    public static void signed(String sign, Runnable logging) {
        MDC.put(SIGN, sign + " ");
        try {
            logging.run();
        } finally {
            MDC.remove(SIGN);
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean terminal, boolean colours) {
        if (terminal) {
            var lines = new PatternLayoutEncoder();
            lines.setContext(context);
            lines.setPattern("%d{HH:mm:ss} %-5level " + (colours ? "%X{" + SIGN + "}" : "") + "%msg%n%ex{short}");
            lines.start();
            return lines;
        }
        var json = new LogstashEncoder();
        json.setContext(context);
        json.setTimeZone("UTC");
        json.addExcludeMdcKeyName(SIGN);
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
