package io.longhaul.app;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value made when it is first needed.
public final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> make;
    private @Nullable T value;

    public Lazy(Supplier<T> make) {
        this.make = make;
    }

    @Override
    public synchronized T get() {
        var known = value;
        if (known == null) {
            known = make.get();
            value = known;
        }
        return known;
    }

    /// With the value, if it was ever made.
    public synchronized void ifMade(Consumer<T> then) {
        if (value != null) {
            then.accept(value);
        }
    }
}
