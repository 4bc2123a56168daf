package io.longhaul.source.exec;

import java.util.stream.Stream;

/// A running child, the leader of its own process group.
///
/// @param mark unique in the place; the value of [Children#MARK] in its environment and its descendants'
record Child(Process process, String mark) {

    long pid() {
        return process.pid();
    }

    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }
}
