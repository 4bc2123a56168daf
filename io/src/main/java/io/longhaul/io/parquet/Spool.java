package io.longhaul.io.parquet;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Cells that wait on the disk, to be read once in the order written. Its file has no name, so that nothing stays
/// behind whatever becomes of the process.
final class Spool implements AutoCloseable {
    private static final int NONE = -1;

    private final FileChannel channel;
    private final DataOutputStream out;

    Spool() throws IOException {
        var path = Files.createTempFile("longhaul-", ".rows");
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    }

    void put(@Nullable String cell) throws IOException {
        if (cell == null) {
            out.writeInt(NONE);
            return;
        }
        var bytes = cell.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /// From the first cell.
    DataInputStream read() throws IOException {
        out.flush();
        channel.position(0);
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
    }

    static @Nullable String next(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NONE ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
