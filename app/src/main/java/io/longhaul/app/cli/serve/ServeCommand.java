package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Owns the store, drives its jobs, and answers over HTTP until it is told to end.
///
/// Completion scripts are made from this class where the libraries of the service are not on the class path: what needs
/// them is in [Serving].
@Command(name = "serve", header = "Example: longhaul serve --port 8787", mixinStandardHelpOptions = true, sortOptions = false, description = "Drives all jobs of the store and answers over HTTP; jobs that a crash or a reboot stopped go on by themselves.", footer = {
    "",
    "Ask with the token: curl -H \"Authorization: Bearer $(cat ~/.local/share/longhaul/token)\" URL/v1/jobs",
    "It is made at the first start and stands in the store's directory; LONGHAUL_TOKEN, if set, is the token.",
    "Prices: examples/fill-cache.sh has a request for each route of fill-cache. Routes: GET URL/openapi.json, docs/http.md. As a systemd unit: packaging/longhaul.service.",
    "Exit codes: 2 usage, 5 the store or the port is in use, 8 token, 130 Ctrl-C, 143 SIGTERM."
})
public final class ServeCommand implements Callable<Integer> {

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8787", description = "0 for any free one [8787]")
    private int port;

    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "address to listen at [127.0.0.1]")
    private String host = "127.0.0.1";

    @Option(names = "--behind-proxy", description = "a proxy that speaks TLS stands in front: only then another address than this machine's own; needs --allow-host")
    private boolean behindProxy;

    @Option(names = "--allow-host", paramLabel = "NAME[:PORT]", description = "a name under which it is asked, as jobs.example.com; repeatable")
    private List<String> names = new ArrayList<>();

    @Option(names = "--allow-exec", description = "requests may run commands and read files of this machine; whoever has the token can then do what you can")
    private boolean allowExec;

    @Option(names = "--max-jobs", paramLabel = "N", defaultValue = "4", description = "jobs at a time; the others wait, by priority [4]")
    private int mostJobs;

    @Option(names = "--config-override", paramLabel = "KEY=VALUE", description = "a setting, for the service and its jobs; before the environment; repeatable")
    private List<String> overrides = new ArrayList<>();

    private final Wiring wiring;

    public ServeCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        mustBeFit();
        wiring.override(overrides);
        return new Serving(wiring, host, port, names, allowExec).run(mostJobs);
    }

    private void mustBeFit() {
        if (port < 0 || port > 65_535) {
            throw CommandException.usage("--port " + port + ": want 0 to 65535");
        }
        if (mostJobs < 1 || mostJobs > 1_000) {
            throw CommandException.usage("--max-jobs " + mostJobs + ": want 1 to 1000");
        }
        for (var name : names) {
            if (!name.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:]+](:[0-9]{1,5})?")) {
                throw CommandException.usage(
                        "--allow-host " + name + ": want a name, as jobs.example.com or jobs.example.com:8443");
            }
        }
        if (!local() && (!behindProxy || names.isEmpty())) {
            throw CommandException.usage("--host " + host + ": others could reach it there, and read the token on its"
                    + " way. Let a proxy that speaks TLS stand in front, and say --behind-proxy --allow-host NAME");
        }
    }

    private boolean local() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new CommandException(Exit.USAGE, "--host " + host + ": no such address", unknown);
        }
    }
}
