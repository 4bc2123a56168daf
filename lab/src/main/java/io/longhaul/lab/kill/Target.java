package io.longhaul.lab.kill;

import io.longhaul.lab.Child;
import java.net.URI;
import java.nio.file.Path;

/// What is killed. Another one (the launcher's `screen` over a command that logs its starts, say) is another
/// implementation of this.
interface Target {

    /// Starts a life; returns once the store is there and owned.
    ///
    /// @param life 1 for the first
    /// @param scratch for files of the process; removed at the end
    Child start(int life, Path home, Path scratch, URI upstream);

    /// The lab's own workflow in a JVM of its own.
    static Target workflow(KillPlan plan) {
        return (life, home, scratch, upstream) -> {
            // the driver unpacks its library at each start and, when killed, leaves it behind
            var options = java.util.List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dorg.sqlite.tmpdir=" + scratch);
            var child = Child.java(
                    KillTarget.class,
                    options,
                    java.util.List.of(
                            home.toString(),
                            upstream.toString(),
                            Integer.toString(life),
                            Integer.toString(plan.items()),
                            Integer.toString(plan.concurrency()),
                            plan.metering().name()));
            child.awaitLine("running");
            return child;
        };
    }
}
