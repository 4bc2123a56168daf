package io.longhaul.lab.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Follows a log that is being written.
public final class LogTail implements AutoCloseable {

    private final FileChannel channel;
    private long offset;

    public LogTail(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /// The calls since the last time, in order.
    public List<Call> more() throws IOException {
        return lines().stream().map(Call::parse).toList();
    }

    /// The whole lines since the last time; one still being written comes next time.
    public List<String> lines() throws IOException {
        int length = Math.toIntExact(channel.size() - offset);
        var bytes = ByteBuffer.allocate(length);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = channel.read(bytes, offset + bytes.position());
        }
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        var whole = text.substring(0, text.lastIndexOf('\n') + 1);
        offset += whole.getBytes(StandardCharsets.UTF_8).length;
        return whole.lines().toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
