package io.longhaul.mirror;

/// Redis did not take a batch; some of it may stand there. The message never holds a password.
public final class RedisAway extends Exception {
    private static final long serialVersionUID = 1;

    public RedisAway(String why) {
        super(why);
    }
}
