package io.longhaul.source.exec;

/// The same behaviour where there is no `setsid`, as on macOS.
class ExecTransportWithPerlTest extends ExecTransportTest {

    @Override
    Leash leash() {
        return Leash.PERL;
    }
}
