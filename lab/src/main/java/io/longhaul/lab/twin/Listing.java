package io.longhaul.lab.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The securities that the twins know: every symbol of a proper form, but those that begin with `ZZ`. Of these the ones
/// that begin with `ZZD` are delisted: EODHD has them, under the form for such.
final class Listing {

    /// Daily bars of 24 symbols, 2018 and 2019, kept with the tests of the workflows.
    private static final String RECORDED = "workflows/src/test/resources/eqker";

    private static final String SUFFIX = "_daily.csv";
    private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9]{0,9}(\\.[A-Z0-9]{1,4})?");
    private static final Set<String> FUNDS = Set.of(
            "SPY", "QQQ", "IWM", "VTI", "EFA", "VEA", "EEM", "VWO", "AGG", "BND", "TLT", "GLD", "VB", "VTV", "VUG",
            "VXUS");
    private static final int MOST_KEPT = 20_000;

    private final Path root;
    private final Map<String, Security> known = new ConcurrentHashMap<>();

    /// @param root of the repository; without its recordings everything is generated
    Listing(Path root) {
        this.root = root;
    }

    /// The repository around this directory, or the one of the launcher.
    static Listing here() {
        var given = System.getProperty("longhaul.root");
        var directory = Path.of(given == null ? "" : given).toAbsolutePath();
        for (var at = directory; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(RECORDED))) {
                return new Listing(at);
            }
        }
        return new Listing(directory);
    }

    /// @param symbol with a dot before a share class
    Optional<Security> listed(String symbol) {
        return symbol.startsWith("ZZ") ? Optional.empty() : find(symbol);
    }

    Optional<Security> delisted(String symbol) {
        return symbol.startsWith("ZZD") ? find(symbol) : Optional.empty();
    }

    boolean fund(String symbol) {
        return FUNDS.contains(symbol);
    }

    private Optional<Security> find(String symbol) {
        if (!FORM.matcher(symbol).matches()) {
            return Optional.empty();
        }
        if (known.size() > MOST_KEPT) {
            known.clear();
        }
        return Optional.of(known.computeIfAbsent(symbol, name -> new Security(name, recorded(name))));
    }

    private Map<LocalDate, TwinBar> recorded(String symbol) {
        var file = root.resolve(RECORDED).resolve(symbol + SUFFIX);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            var bars = new HashMap<LocalDate, TwinBar>();
            Files.readString(file).lines().skip(1).map(Listing::bar).forEach(bar -> bars.put(bar.day(), bar));
            return bars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of `datetime,open,high,low,close,volume`.
    private static TwinBar bar(String line) {
        var cells = line.split(",", -1);
        return new TwinBar(
                LocalDate.parse(cells[0]), units(cells[1]), units(cells[2]), units(cells[3]), units(cells[4]),
                new BigDecimal(cells[5]).longValue());
    }

    private static long units(String price) {
        return new BigDecimal(price).movePointRight(4).longValue();
    }
}
