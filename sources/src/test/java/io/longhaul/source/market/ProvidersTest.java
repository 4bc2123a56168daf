package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    private static final String PACKAGE = "java/io/longhaul/source";

    @Test
    void everyProviderOwesTheContractOfBars() {
        var providers = files(Path.of("src/main", PACKAGE)).stream()
                .filter(file -> file.toString().endsWith("MarketData.java")
                        && !read(file).contains("interface MarketData"))
                .map(file -> file.getName(file.getNameCount() - 2).toString())
                .toList();

        assertThat(providers).hasSizeGreaterThan(4).allSatisfy(provider -> assertThat(
                files(Path.of("src/test", PACKAGE, provider)).stream().anyMatch(ProvidersTest::keepsTheContract))
                .as("a test of %s that implements BarsContract", provider)
                .isTrue());
    }

    private static boolean keepsTheContract(Path test) {
        return read(test).matches("(?s).*implements [^{]*BarsContract.*");
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
