package io.longhaul.lab.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/// A class of the product with a defect, compiled from a copy of its source, to see that a proof can fail.
final class Mutated {

    private Mutated() {}

    /// The store as if it were opened with `synchronous=NORMAL`.
    ///
    /// @param classes made here
    /// @return what goes before the class path
    static String normalSync(Path classes) throws IOException {
        return compile(
                classes,
                "store-sqlite/src/main/java/io/longhaul/store/sqlite/Connections.java",
                "config.setJournalMode(JournalMode.WAL);\n        config.setSynchronous(SynchronousMode.FULL);",
                "config.setJournalMode(JournalMode.WAL);\n        config.setSynchronous(SynchronousMode.NORMAL);");
    }

    private static String compile(Path classes, String source, String from, String to) throws IOException {
        var text = Files.readString(root().resolve(source));
        if (!text.contains(from)) {
            throw new IllegalStateException("the text to be changed does not stand in " + source);
        }
        Files.createDirectories(classes);
        var copy = classes.resolve(Path.of(source).getFileName());
        Files.writeString(copy, text.replace(from, to));
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjects(copy)).call()) {
                throw new IllegalStateException(source + " does not compile with its defect");
            }
        }
        return classes.toString();
    }

    /// The repository; the launcher says where it is, else it is the nearest one above the working directory.
    private static Path root() {
        var said = System.getProperty("longhaul.root");
        var at = Path.of(said == null ? "" : said).toAbsolutePath();
        while (!Files.isDirectory(at.resolve("store-sqlite/src"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("no sources of the store in or above the working directory; run this "
                        + "from a checkout");
            }
        }
        return at;
    }
}
