package io.longhaul.engine.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Failures of code that must not fail: transports, readers of replies, listeners, threads of the house. Each is
/// counted and logged; the first few of a kind with their stack traces, so that thousands do not fill the log.
public final class Defects {

    private static final System.Logger LOG = System.getLogger(Defects.class.getName());
    private static final int WITH_TRACE = 5;
    private static final int KINDS = 1_000;

    private final Map<String, Integer> kinds = new HashMap<>();
    private long count;

    /// @param where it happened, for people: `the transport of quotes`
    public void add(String where, Throwable defect) {
        add(where, defect, text -> text);
    }

    /// @param mask takes secrets out of what is logged
    void add(String where, Throwable defect, UnaryOperator<String> mask) {
        boolean whole = counted(where + defect.getClass().getName());
        var text = whole ? trace(defect) : text(defect);
        LOG.log(System.Logger.Level.ERROR, where + " failed: " + mask.apply(text));
    }

    /// @return whether its stack trace is worth logging
    private synchronized boolean counted(String kind) {
        count++;
        return (kinds.containsKey(kind) || kinds.size() < KINDS) && kinds.merge(kind, 1, Integer::sum) <= WITH_TRACE;
    }

    /// Since the start.
    public synchronized long count() {
        return count;
    }

    private static String trace(Throwable defect) {
        try {
            var text = new StringWriter();
            defect.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (RuntimeException | Error worse) {
            return defect.getClass().getName();
        }
    }

    /// What it says of itself, whatever its own code does.
    static String text(Throwable defect) {
        try {
            return defect.toString();
        } catch (RuntimeException | Error worse) {
            return defect.getClass().getName();
        }
    }
}
