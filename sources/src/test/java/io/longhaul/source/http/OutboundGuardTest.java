package io.longhaul.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.source.http.OutboundGuard.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which hosts strangers may make us ask.
class OutboundGuardTest {

    private static OutboundGuard resolving(String... addresses) {
        return new OutboundGuard(name -> Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "127.0.0.1 | loopback", "127.255.255.254 | loopback", "10.1.2.3 | private", "172.16.0.1 | private",
        "172.31.255.255 | private", "192.168.0.1 | private", "100.64.0.1 | a carrier's own",
        "100.127.255.255 | a carrier's own", "100.100.100.200 | a cloud's metadata service",
        "169.254.169.254 | link-local", "0.0.0.0 | this host itself", "0.1.2.3 | this host itself",
        "192.0.0.192 | reserved", "224.0.0.1 | multicast", "239.255.255.255 | multicast", "255.255.255.255 | reserved",
        "198.18.0.1 | for benchmarks only", "203.0.113.7 | for documents only",
        "::1 | loopback", ":: | this host itself", "fe80::1 | link-local", "febf::1 | link-local", "fec0::1 | private",
        "fc00::1 | private", "fd12:3456::1 | private", "fd00:ec2::254 | a cloud's metadata service",
        "ff02::1 | multicast",
        "2001:db8::1 | for documents only", "100::1 | reserved", "64:ff9b:1::7f00:1 | reserved", "4000::1 | reserved",
        "::127.0.0.1 | IPv4-compatible of one that is loopback", "::ffff:10.0.0.1 | private",
        "::ffff:0:7f00:1 | IPv4-translated of one that is loopback",
        "64:ff9b::169.254.169.254 | NAT64 of one that is link-local", "2002:7f00:1:: | 6to4 of one that is loopback",
        "2002:c0a8:1::1 | 6to4 of one that is private", "2002:a9fe:a9fe:: | 6to4 of one that is link-local",
        "2001:0:a00:1::f7f7:f7f7 | Teredo of one that is private", // its server is 10.0.0.1
        "2001:0:808:808::80ff:fffe | Teredo of one that is loopback" // its client is 127.0.0.1
    })
    void addressesThatAreNotPublicAreRefused(String address, String kind) {
        var verdict = resolving(address).check("hooks.example.com", false);

        assertThat(verdict).isEqualTo(new Verdict.Refused("has an address that is " + kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "169.253.0.1",
        "2606:4700::1111", "2002:808:808::1", "64:ff9b::808:808", "2001:0:808:808::f7f7:f7f7"})
    void publicAddressesAreAllowed(String address) {
        var verdict = resolving(address).check("hooks.example.com", false);

        assertThat(verdict).isEqualTo(new Verdict.Allowed(List.of(InetAddress.ofLiteral(address))));
    }

    @Test
    void oneAddressThatIsNotPublicRefusesAll() {
        assertThat(resolving("8.8.8.8", "2606:4700::1111", "127.0.0.1").check("a.example", false))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void anOwnerMayAllowItsOwnNetworkButNeverMetadataOrLinkLocal() {
        for (var own : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1",
                "2002:7f00:1::")) {
            assertThat(resolving(own).check("a.example", true)).as(own).isInstanceOf(Verdict.Allowed.class);
        }
        for (var never : List.of("169.254.169.254", "fe80::1", "100.100.100.200", "fd00:ec2::254", "0.0.0.0",
                "224.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::ffff:169.254.0.1")) {
            assertThat(resolving(never).check("a.example", true)).as(never).isInstanceOf(Verdict.Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.1", "127.0.1",
        "127.0.0.1.", "127.000.000.001", "0", "0x", "1.2.3.4.5", "999.1.1.1", "example.0x7f", "foo.2130706433", "08",
        "[::ffff:127.0.0.1]", "[::1]", "[0:0:0:0:0:ffff:7f00:1]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1", "[]",
        "[127.0.0.1]", "[v1.fe80]", "127.0.0.1", "127.0.0.1%00", "a..b", ".", "", "a b", "a\u0000b", "ａ.example",
        "１２７.0.0.1", "127。0。0。1", "-a.example", "a-.example", "a/b", "a@b", "a:80", "%31%32%37.0.0.1"})
    void spellingsOfLocalAddressesAndNoHostsAreRefusedWithoutTheNameService(String host) {
        var guard = new OutboundGuard(name -> {
            throw new AssertionError("resolved " + name);
        });

        assertThat(guard.check(host, false)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aNameIsResolvedOnceInLowerCaseAndWithoutItsLastDot() {
        var asked = new ArrayList<String>();
        var guard = new OutboundGuard(name -> {
            asked.add(name);
            return List.of(InetAddress.ofLiteral("8.8.8.8"));
        });

        assertThat(guard.check("Hooks.Example.COM.", false)).isInstanceOf(Verdict.Allowed.class);
        assertThat(asked).containsExactly("hooks.example.com");
    }

    @Test
    void aNameThatCannotBeResolvedIsNotAllowed() {
        var guard = new OutboundGuard(name -> {
            throw new UnknownHostException(name);
        });

        assertThat(guard.check("nowhere.example", true))
                .isEqualTo(new Verdict.Unknown("is not known to the name service"));
    }

    @Test
    void allowedAddressesBearNoName() throws UnknownHostException {
        var named = InetAddress.getByAddress("hooks.example.com", new byte[] {8, 8, 8, 8});

        var allowed = (Verdict.Allowed) new OutboundGuard(_ -> List.of(named)).check("hooks.example.com", false);

        assertThat(allowed.addresses()).first().hasToString("/8.8.8.8");
    }

    /// Whatever a browser makes of a URL: we take it for the same host, or not at all.
    @Test
    void noUrlOfTheWebPlatformTestsIsReadOtherwiseThanByBrowsers() throws IOException {
        JsonNode cases;
        try (var in = OutboundGuardTest.class.getResourceAsStream("/corpora/url-wpt/hosts.json")) {
            cases = JsonMapper.shared().readTree(in);
        }
        int allowed = 0;
        for (var each : cases) {
            var url = url(each.get("input").stringValue());
            // browsers decode punycode; here the name service is asked for what stands there
            if (url.isEmpty() || String.valueOf(url.get().getHost()).toLowerCase(Locale.ROOT).contains("xn--")) {
                continue;
            }
            if (!(resolving("8.8.8.8").check(url.get(), false) instanceof Verdict.Allowed)) {
                continue;
            }
            allowed++;
            assertThat(plain(url.get().getHost()))
                    .as(each.toString())
                    .isEqualTo(plain(each.path("hostname").asStringOpt().orElse("a failure")));
        }

        assertThat(cases.size()).isGreaterThan(200);
        assertThat(allowed).isGreaterThan(20);
    }

    /// IPv6 addresses have many spellings.
    private static String plain(String host) {
        return host.startsWith("[")
                ? InetAddress.ofLiteral(host.substring(1, host.length() - 1)).getHostAddress()
                : host.toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "http://u@a.example/",
        "http://u:p@a.example/", "http:///a", "http:a", "//a.example", "http://a.example:0/",
        "http://a.example:70000/"})
    void onlyPlainWebAddressesAreAsked(String url) {
        assertThat(resolving("8.8.8.8").check(URI.create(url), true)).isInstanceOf(Verdict.Refused.class);
    }

    private static Optional<URI> url(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException refused) {
            return Optional.empty();
        }
    }
}
