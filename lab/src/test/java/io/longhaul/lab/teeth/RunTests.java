package io.longhaul.lab.teeth;

import java.util.Arrays;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Runs test classes, or single tests as `CLASS#METHOD`, against whatever product stands on the class path. Exit 0 if all
/// passed, 1 with a line `failed TEST` for the first that did not, 2 if none ran. After the first failure it only cleans
/// up.
final class RunTests {

    private RunTests() {}

    private record FirstFailure(CancellationToken enough) implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                enough.cancel();
            }
        }
    }

    private static DiscoverySelector selector(String name) {
        return name.contains("#") ? DiscoverySelectors.selectMethod(name) : DiscoverySelectors.selectClass(name);
    }

    public static void main(String[] classes) {
        var listener = new SummaryGeneratingListener();
        var enough = CancellationToken.create();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(RunTests::selector).toList())
                .forExecution()
                .listeners(listener, new FirstFailure(enough))
                .cancellationToken(enough)
                .build();
        LauncherFactory.create().execute(request);
        var summary = listener.getSummary();
        var failures = summary.getFailures();
        if (!failures.isEmpty()) {
            var first = failures.getFirst();
            System.out.println("failed " + first.getTestIdentifier().getDisplayName().lines().findFirst().orElse("?"));
            first.getException().printStackTrace(System.out);
            System.exit(1);
        }
        System.exit(summary.getTestsSucceededCount() == 0 ? 2 : 0);
    }
}
