package io.longhaul.source.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Blocks of addresses at which no stranger's server is (IANA special-purpose registries, RFC 6890), and those that
/// carry an IPv4 address inside an IPv6 one.
final class AddressRanges {

    private static final boolean OWN = true;
    private static final boolean NEVER = false;

    private static final List<Range> SPECIAL = List.of( // single addresses before the blocks they lie in
            range("100.100.100.200/32", "a cloud's metadata service", NEVER),
            range("fd00:ec2::254/128", "a cloud's metadata service", NEVER),
            range("fd20:ce::254/128", "a cloud's metadata service", NEVER),
            range("0.0.0.0/8", "this host itself", NEVER),
            range("10.0.0.0/8", "private", OWN),
            range("100.64.0.0/10", "a carrier's own", OWN),
            range("127.0.0.0/8", "loopback", OWN),
            range("169.254.0.0/16", "link-local", NEVER),
            range("172.16.0.0/12", "private", OWN),
            range("192.0.0.0/24", "reserved", NEVER),
            range("192.0.2.0/24", "for documents only", NEVER),
            range("192.88.99.0/24", "a 6to4 relay", NEVER),
            range("192.168.0.0/16", "private", OWN),
            range("198.18.0.0/15", "for benchmarks only", NEVER),
            range("198.51.100.0/24", "for documents only", NEVER),
            range("203.0.113.0/24", "for documents only", NEVER),
            range("224.0.0.0/4", "multicast", NEVER),
            range("240.0.0.0/4", "reserved", NEVER),
            range("::/128", "this host itself", NEVER),
            range("::1/128", "loopback", OWN),
            range("2001:db8::/32", "for documents only", NEVER),
            range("3fff::/20", "for documents only", NEVER),
            range("fc00::/7", "private", OWN),
            range("fe80::/10", "link-local", NEVER),
            range("fec0::/10", "private", OWN),
            range("ff00::/8", "multicast", NEVER));

    private static final Range GLOBAL_V6 = range("2000::/3", "", NEVER);

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(range("::/96", "IPv4-compatible", NEVER), 12, false),
            // as bytes: the JDK reads its text as an IPv4 address
            new Carrier(new Range(mapped(), 96, "IPv4-mapped", NEVER), 12, false),
            new Carrier(range("::ffff:0:0:0/96", "IPv4-translated", NEVER), 12, false),
            new Carrier(range("64:ff9b::/96", "NAT64", NEVER), 12, false),
            new Carrier(range("2002::/16", "6to4", NEVER), 2, false),
            new Carrier(range("2001::/32", "Teredo", NEVER), 4, false), // its server
            new Carrier(range("2001::/32", "Teredo", NEVER), 12, true)); // its client

    /// @param own of this machine or its own network: an owner may allow it; others are for nobody
    record Range(byte[] prefix, int bits, String kind, boolean own) {
        boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i & 7);
                if (((address[i >> 3] ^ prefix[i >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param at where the IPv4 address begins; `inverted` if its bits are turned around
    private record Carrier(Range range, int at, boolean inverted) {
        byte[] inner(byte[] address) {
            var inner = Arrays.copyOfRange(address, at, at + 4);
            for (int i = 0; inverted && i < inner.length; i++) {
                inner[i] = (byte) ~inner[i];
            }
            return inner;
        }
    }

    private AddressRanges() {}

    private static byte[] mapped() {
        var bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        return bytes;
    }

    private static Range range(String cidr, String kind, boolean own) {
        int slash = cidr.indexOf('/');
        var prefix = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
        return new Range(prefix, Integer.parseInt(cidr.substring(slash + 1)), kind, own);
    }

    /// Why an address is not a public one; empty if it is.
    static Optional<Range> special(byte[] address) {
        var found = first(address);
        if (found.isPresent()) {
            return found;
        }
        var carried = CARRIERS.stream().filter(each -> each.range.holds(address)).toList();
        if (!carried.isEmpty()) {
            return carried.stream()
                    .flatMap(each -> inside(each, address))
                    .min((a, b) -> Boolean.compare(a.own, b.own)); // what nobody may reach counts first
        }
        return address.length == 4 || GLOBAL_V6.holds(address)
                ? Optional.empty()
                : Optional.of(new Range(address, 128, "reserved", NEVER));
    }

    private static Stream<Range> inside(Carrier carrier, byte[] address) {
        return special(carrier.inner(address)).stream()
                .map(range -> new Range(
                        range.prefix, range.bits, carrier.range.kind + " of one that is " + range.kind, range.own));
    }

    private static Optional<Range> first(byte[] address) {
        return SPECIAL.stream().filter(each -> each.holds(address)).findFirst();
    }
}
