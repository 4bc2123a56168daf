package io.longhaul.app.session;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The open connections of a control socket: at most so many, and idle ones give way to new ones. A stopped or
/// forgotten process must not lock everybody else out.
final class Connections {

    private final int most;
    private final Set<Line> all = new HashSet<>();
    /// Those that nothing is being done for, the longest idle first.
    private final LinkedHashSet<Line> idle = new LinkedHashSet<>();
    private boolean closed;

    Connections(int most) {
        this.most = most;
    }

    /// False if all places are taken by requests that are being answered.
    synchronized boolean admit(Line line) {
        if (closed) {
            return false;
        }
        if (all.size() >= most) {
            if (idle.isEmpty()) {
                return false;
            }
            cut(idle.getFirst());
        }
        all.add(line);
        idle.add(line);
        return true;
    }

    /// False if the line was cut meanwhile: its request must not be carried out, nobody would hear the answer.
    synchronized boolean begin(Line line) {
        return idle.remove(line);
    }

    synchronized void end(Line line) {
        if (all.contains(line)) {
            idle.add(line);
        }
    }

    synchronized void cut(Line line) {
        all.remove(line);
        idle.remove(line);
        try {
            line.close();
        } catch (IOException e) {
            System.getLogger(Connections.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a connection", e);
        }
    }

    synchronized void close() {
        closed = true;
        List.copyOf(all).forEach(this::cut);
    }
}
