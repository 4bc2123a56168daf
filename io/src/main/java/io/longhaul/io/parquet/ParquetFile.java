package io.longhaul.io.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// The library's writer, set up for rows of texts. It goes to a stream: a Parquet file is written from front to back.
final class ParquetFile extends ParquetWriter.Builder<List<@Nullable String>, ParquetFile> {
    /// Kept in memory until it is full; the library's own 128 MB would be half of a small process.
    private static final long ROW_GROUP = 8L << 20;

    private final List<Kind> kinds;
    private final List<Integer> scales;
    private final MessageType schema;

    private ParquetFile(OutputStream out, List<String> names, List<Shape> shapes) {
        super(new Stream(out));
        this.kinds = shapes.stream().map(Shape::kind).toList();
        this.scales = shapes.stream().map(Shape::scale).toList();
        this.schema = new MessageType("row", IntStream.range(0, names.size())
                .mapToObj(at -> kinds.get(at).type(names.get(at), scales.get(at)))
                .toArray(Type[]::new));
    }

    static ParquetWriter<List<@Nullable String>> open(OutputStream out, List<String> names, List<Shape> shapes)
            throws IOException {
        return new ParquetFile(out, names, shapes)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Gzip())
                .withCompressionCodec(CompressionCodecName.GZIP)
                .withRowGroupSize(ROW_GROUP)
                .build();
    }

    @Override
    protected ParquetFile self() {
        return this;
    }

    /// Deprecated and still abstract.
    @SuppressWarnings("deprecation")
    @Override
    protected WriteSupport<List<@Nullable String>> getWriteSupport(Configuration hadoop) {
        return new Support();
    }

    @Override
    protected WriteSupport<List<@Nullable String>> getWriteSupport(ParquetConfiguration plain) {
        return new Support();
    }

    private final class Support extends WriteSupport<List<@Nullable String>> {
        private @Nullable RecordConsumer to;

        /// Deprecated and still abstract.
        @SuppressWarnings("deprecation")
        @Override
        public WriteContext init(Configuration hadoop) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration plain) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(List<@Nullable String> row) {
            var record = Objects.requireNonNull(to);
            record.startMessage();
            for (int at = 0; at < row.size(); at++) {
                var cell = row.get(at);
                if (cell != null) {
                    var name = schema.getFieldName(at);
                    record.startField(name, at);
                    kinds.get(at).write(record, cell, scales.get(at));
                    record.endField(name, at);
                }
            }
            record.endMessage();
        }
    }

    private record Stream(OutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSize) {
            return new Counting(out);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) {
            return create(blockSize);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    /// Knows how many bytes went through; closing it leaves the stream open.
    private static final class Counting extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
