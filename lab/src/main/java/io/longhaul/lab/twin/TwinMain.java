package io.longhaul.lab.twin;

import io.longhaul.app.Signals;
import io.longhaul.app.Wiring;
import io.longhaul.lab.Child;
import java.io.IOException;
import java.util.List;

/// The twins in a process of their own: the arguments of `lab twins`. Ends when its stdin does, so that it does not
/// outlive whoever started it.
public final class TwinMain {

    private TwinMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Child.endWithStdin();
        System.exit(
                new TwinsCommand(System.out, System.err, Wiring.system().home(), Signals.system()).run(List.of(args)));
    }
}
