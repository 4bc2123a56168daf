package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Bar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// The bars of one calendar year as a document: a compressed line a bar, `day,open,high,low,close,volume`.
final class BarYear {
    private BarYear() {}

    static byte[] encode(Collection<Bar> bars) {
        var text = new StringBuilder(bars.size() * 48);
        for (var bar : bars) {
            text.append(bar.day()).append(',')
                    .append(bar.open().toPlainString()).append(',')
                    .append(bar.high().toPlainString()).append(',')
                    .append(bar.low().toPlainString()).append(',')
                    .append(bar.close().toPlainString()).append(',')
                    .append(bar.volume()).append('\n');
        }
        var bytes = new ByteArrayOutputStream(text.length() / 2);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static List<Bar> decode(byte[] document) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(document))) {
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            var bars = new ArrayList<Bar>(260);
            text.lines().forEach(line -> bars.add(bar(line.split(",", -1))));
            return bars;
        } catch (IOException damaged) {
            throw new UncheckedIOException("a damaged document of bars", damaged);
        }
    }

    private static Bar bar(String[] cells) {
        return new Bar(
                LocalDate.parse(cells[0]),
                new BigDecimal(cells[1]),
                new BigDecimal(cells[2]),
                new BigDecimal(cells[3]),
                new BigDecimal(cells[4]),
                Long.parseLong(cells[5]));
    }
}
