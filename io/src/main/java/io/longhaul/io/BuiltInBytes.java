package io.longhaul.io;

import io.longhaul.io.list.Bytes;
import java.io.IOException;
import java.io.InputStream;

/// A list that comes with the program; origin and licence stand in its `NOTICE.md`.
record BuiltInBytes(String name) implements Bytes {

    @Override
    public InputStream open() throws IOException {
        var in = BuiltInBytes.class.getResourceAsStream("lists/" + name + ".csv");
        if (in == null) {
            throw new IOException("the program lacks its list " + name);
        }
        return in;
    }

    @Override
    public String stamp() {
        return "built in";
    }
}
