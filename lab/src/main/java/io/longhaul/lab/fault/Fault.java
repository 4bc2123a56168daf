package io.longhaul.lab.fault;

import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// A fault that is made on purpose, and what the product must do about it.
interface Fault {

    /// The word behind `lab`.
    String name();

    /// One line for people, at most 50 characters.
    String about();

    /// How often it is made unless somebody says otherwise.
    int times();

    /// @param times how often it is made
    /// @param progress takes lines for whoever waits
    List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException;
}
