package io.longhaul.app.mirror;

import io.longhaul.app.CommandException;
import io.longhaul.app.config.Secret;
import io.longhaul.mirror.Batch;
import io.longhaul.mirror.RedisAddress;
import io.longhaul.mirror.RedisAway;
import io.longhaul.mirror.RedisMirror;
import io.longhaul.mirror.Written;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way to Redis. Where the URL is a secret, it is looked up again after each break: it may have changed.
final class Link implements AutoCloseable {

    private final String said;
    private final Map<String, String> environment;
    private @Nullable RedisMirror redis;
    private volatile @Nullable Thread resolving;

    /// @param said a URL, or a reference to one
    Link(String said, Map<String, String> environment) {
        this.said = said;
        this.environment = environment;
    }

    /// As [RedisMirror#write].
    Written write(Batch batch) throws RedisAway, InterruptedException {
        return ask(open -> open.write(batch));
    }

    /// As [RedisMirror#write], with what stood under the marker.
    Written write(String marker, Batch batch) throws RedisAway, InterruptedException {
        return ask(open -> open.write(marker, batch));
    }

    @FunctionalInterface
    private interface Question {
        Written ask(RedisMirror open) throws RedisAway, InterruptedException;
    }

    private Written ask(Question question) throws RedisAway, InterruptedException {
        try {
            var open = redis;
            if (open == null) {
                open = new RedisMirror(address());
                redis = open;
            }
            return question.ask(open);
        } catch (RedisAway away) {
            if (Secret.isReference(said)) {
                close();
            }
            throw away;
        }
    }

    private RedisAddress address() throws RedisAway {
        resolving = Thread.currentThread();
        try {
            return Mirrors.address(said, environment);
        } catch (CommandException | IllegalArgumentException wrong) {
            throw new RedisAway(Mirrors.URL + ": " + wrong.getMessage());
        } finally {
            resolving = null;
        }
    }

    /// The program ends: whoever waits for a command that gives the URL waits no more.
    void hurry() {
        var waiting = resolving;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    @Override
    public void close() {
        var open = redis;
        redis = null;
        if (open != null) {
            open.close();
        }
    }
}
