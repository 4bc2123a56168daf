package io.longhaul.io;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.engine.store.DraftItem;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Short ways to read in tests.
final class Reading {

    private Reading() {}

    static InputSpec text(String text) {
        return text(text, StandardCharsets.UTF_8);
    }

    static InputSpec text(String text, Charset charset) {
        return bytes(text.getBytes(charset));
    }

    static InputSpec bytes(byte[] bytes) {
        return InputSpec.of(new ByteArrayInputStream(bytes));
    }

    static List<DraftItem> items(InputSpec spec) {
        try (var list = Lists.open(spec)) {
            return items(list);
        }
    }

    static List<DraftItem> items(InputList list) {
        var all = new ArrayList<DraftItem>();
        try (var items = list.items()) {
            items.forEachRemaining(all::add);
        }
        return all;
    }

    static List<String> keys(InputSpec spec) {
        return items(spec).stream().map(DraftItem::key).toList();
    }

    static InputException refused(InputSpec spec) {
        var refusal = catchThrowableOfType(InputException.class, () -> Lists.open(spec).close());
        return Objects.requireNonNull(refusal, "the list was not refused");
    }

    /// A file of the test data.
    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Reading.class.getResource("/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> resources(String folder, String extension) {
        try (var all = Files.list(resource(folder))) {
            return all.filter(path -> path.toString().endsWith(extension)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
