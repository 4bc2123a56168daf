package io.longhaul.source.exec;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits that a clean-up must not cut short: an interrupt is kept for later.
final class Waiting {

    static final Duration SECOND = Duration.ofSeconds(1);

    private Waiting() {}

    /// Waits until all have ended, at most that long. An interrupt ends the wait.
    static void forAll(List<Process> processes, Duration atMost) {
        var ends = processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException patient) {
            // who is left is ended the hard way
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the process ended within that time. An interrupt ends the wait, not the process.
    static boolean forExit(Process process, Duration atMost) {
        boolean interrupted = Thread.interrupted();
        try {
            return process.waitFor(atMost);
        } catch (InterruptedException again) {
            interrupted = true;
            return !process.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
