package io.longhaul.app;

/// The command line's entry, until the commands land: prints the version.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("longhaul 0.1.0-SNAPSHOT");
    }
}
