package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// On a machine whose default JDK is older, `mvn` says so in a sentence, and `bin/mvn` finds the one it needs.
class OlderJdkTest {

    private final Path root = Tree.here().root();

    /// An option that it does not know ends an older java before Maven can say anything.
    @Test
    void mavenStartsOnAnOlderJdk() {
        assertThat(Tree.read(root.resolve(".mvn/jvm.config")).lines())
                .isNotEmpty()
                .allMatch(option -> option.matches("--add-(exports|opens) \\S+|--enable-native-access=ALL-UNNAMED"
                        // known since Java 7
                        + "|-XX:TieredStopAtLevel=1 -XX:\\+UseSerialGC"));
    }

    @Test
    void thePomRefusesItAndNamesTheWayOut() {
        var wanted = Tree.read(root.resolve("bin/find-jdk.sh")).replaceAll("(?s).*\njdk_wanted=(\\d+)\n.*", "$1");

        assertThat(Tree.read(root.resolve("pom.xml")))
                .contains("<jdk>(," + wanted + ")</jdk>", "<maven.compiler.release>" + wanted + "<",
                        "<module>JDK " + wanted + " or newer is needed - run bin/mvn");
        assertThat(Tree.read(root.resolve("docs/library.md"))).contains("    bin/mvn -q install ");
    }
}
