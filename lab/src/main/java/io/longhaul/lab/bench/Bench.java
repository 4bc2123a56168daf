package io.longhaul.lab.bench;

import io.longhaul.lab.figure.Figure;
import java.util.List;
import java.util.function.Consumer;

/// Measures whole runs of one kind.
interface Bench {

    String name();

    /// One line for the usage text.
    String about();

    /// @param progress hears what is being done, for stderr
    List<Figure> run(Consumer<String> progress) throws Exception;
}
