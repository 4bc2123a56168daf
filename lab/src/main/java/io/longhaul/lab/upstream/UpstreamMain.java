package io.longhaul.lab.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// The upstream's own process: `LOG [SCRIPT-FILE]`. Says `listening URL` on stdout, and ends when its stdin does, so
/// that it does not outlive whoever started it.
public final class UpstreamMain {

    private UpstreamMain() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("got " + args.length + " arguments; want LOG [SCRIPT-FILE]");
            System.exit(2);
        }
        var script = args.length < 2 ? Script.PLAIN : Script.parse(Files.readString(Path.of(args[1])));
        try (var upstream = Upstream.start(script, Path.of(args[0]), 0, InstantSource.system())) {
            System.out.println("listening " + upstream.base());
            System.out.flush();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
