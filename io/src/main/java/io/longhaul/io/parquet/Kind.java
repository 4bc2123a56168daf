package io.longhaul.io.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// What a column is written as.
enum Kind {
    /// Whole numbers of 64 bits.
    INTEGER,
    /// Numbers of at most 15 digits: these come back from a `double` as they were.
    DOUBLE,
    /// Longer numbers, of at most 38 digits.
    DECIMAL,
    /// Days.
    DATE,
    /// Instants in UTC to the microsecond.
    INSTANT,
    /// All else.
    TEXT;

    static final int DIGITS = 38;
    private static final int BYTES = 16;

    /// @param scale digits after the point of a [#DECIMAL]
    Type type(String name, int scale) {
        return switch (this) {
            case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case DECIMAL -> Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY).length(BYTES)
                    .as(decimalType(scale, DIGITS)).named(name);
            case DATE -> Types.optional(PrimitiveTypeName.INT32).as(dateType()).named(name);
            case INSTANT ->
                Types.optional(PrimitiveTypeName.INT64).as(timestampType(true, TimeUnit.MICROS)).named(name);
            case TEXT -> Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name);
        };
    }

    void write(RecordConsumer to, String text, int scale) {
        switch (this) {
            case INTEGER -> to.addLong(Long.parseLong(text));
            case DOUBLE -> to.addDouble(Double.parseDouble(text));
            case DECIMAL -> to.addBinary(bytes(new BigDecimal(text).setScale(scale)));
            case DATE -> to.addInteger((int) LocalDate.parse(text).toEpochDay());
            case INSTANT -> to.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
            case TEXT -> to.addBinary(Binary.fromString(text));
        }
    }

    /// Two's complement, the highest byte first.
    private static Binary bytes(BigDecimal number) {
        var significant = number.unscaledValue().toByteArray();
        var bytes = new byte[BYTES];
        if (number.signum() < 0) {
            Arrays.fill(bytes, (byte) -1);
        }
        System.arraycopy(significant, 0, bytes, BYTES - significant.length, significant.length);
        return Binary.fromConstantByteArray(bytes);
    }
}
