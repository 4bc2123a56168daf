package io.longhaul.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The walls that Maven and package-private cannot hold. The lab sees everything and is seen
/// by nothing, so that it is not on this class path.
class ArchitectureTest {
    private static final String OURS = "io.longhaul.";

    /// What the modules may know of one another, by package below `io.longhaul`.
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "engine", Set.of(),
            "testkit", Set.of("engine"),
            "store", Set.of("engine"),
            "source", Set.of("engine"),
            "mirror", Set.of("engine"),
            "io", Set.of("engine"),
            "workflow", Set.of("engine", "source"),
            "app", Set.of("engine", "source", "io", "store", "mirror", "workflow"));

    static final Set<String> MODULES = new TreeSet<>(ARROWS.keySet());

    /// The one place in the engine from which time, randomness, ids and waits come: a seed replays a run.
    private static final String CLOCKS = "io.longhaul.engine.run.Clocks";

    /// Classes of other modules that may read the clock or a random number themselves, each with its reason.
    private static final Map<String, String> MAY_READ_THE_CLOCK = Map.of(
            "io.longhaul.app.api.Token", "a secret that a seed could repeat would be none",
            "io.longhaul.testkit.sim.Seeds", "says how long many seeds took");

    /// Files over 400 lines, each with its reason.
    private static final Map<String, String> MAY_BE_LONG = Map.of();

    private static final Map<String, Pattern> NOT_REPEATABLE = Map.of(
            "java.time.(Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime|Year|YearMonth)",
            Pattern.compile("now"),
            "java.time.(Clock|InstantSource)", Pattern.compile("system.*|tick.*"),
            "java.lang.System", Pattern.compile("currentTimeMillis|nanoTime"),
            "java.lang.Thread|java.util.concurrent.TimeUnit", Pattern.compile("sleep"),
            "java.util.concurrent.locks.LockSupport", Pattern.compile("parkNanos|parkUntil"),
            "java.lang.Math|java.lang.StrictMath", Pattern.compile("random"),
            "java.util.UUID", Pattern.compile("randomUUID"),
            "java.security.SecureRandom", Pattern.compile("<init>|getInstance.*"),
            "java.util.concurrent.ThreadLocalRandom", Pattern.compile("current"),
            "java.util.random.RandomGenerator", Pattern.compile("getDefault"));

    /// Repeatable when made from a seed.
    private static final Set<String> SEEDABLE = Set.of("java.util.Random", "java.util.SplittableRandom");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.longhaul");

    @Test
    void everyModuleHasItsArrows() {
        var found = CLASSES.stream().map(ArchitectureTest::module).collect(toSet());

        assertThat(found).contains("engine").isSubsetOf(MODULES);
    }

    @ParameterizedTest
    @FieldSource("MODULES")
    void aModuleKnowsOnlyWhatItsArrowsPointAt(String module) {
        var allowed = ARROWS.getOrDefault(module, Set.of());

        classes().that(are("in " + module, type -> module(type).equals(module)))
                .should()
                .onlyDependOnClassesThat(are("outside or in " + allowed, type -> !type.getPackageName().startsWith(OURS)
                        || module(type).equals(module) || allowed.contains(module(type))))
                .check(CLASSES);
    }

    @Test
    void theEngineNeedsTheJdkAndJSpecifyOnly() {
        classes().that().resideInAPackage("io.longhaul.engine..")
                .should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.longhaul.engine..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void noPackagesOfTheEngineGoInACircle() {
        slices().assignedFrom(packagesOf("io.longhaul.engine")).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingKnowsTheLab() {
        var tree = Tree.here();

        assertThat(tree.modules())
                .filteredOn(module -> Tree.read(module.resolve("pom.xml")).contains("<artifactId>longhaul-lab<"))
                .containsExactly(tree.root().resolve("lab"));
    }

    @Test
    void inTheEngineOnlyTheClocksReadTimeRandomnessAndIds() {
        assertThat(readersOfTheClock(type -> module(type).equals("engine"))).isEmpty();
    }

    @Test
    void elsewhereTheClockIsReadOnlyWithAReason() {
        var readers = readersOfTheClock(type -> !module(type).equals("engine"));

        assertThat(readers.keySet()).as("who reads what: %s", readers).isEqualTo(MAY_READ_THE_CLOCK.keySet());
    }

    @Test
    void aFileHasAtMost400LinesOrAReason() {
        var tree = Tree.here();

        var tooLong = tree.java("main").stream()
                .filter(file -> Tree.read(file).lines().count() > 400)
                .map(file -> tree.root().relativize(file).toString());

        assertThat(tooLong).containsExactlyInAnyOrderElementsOf(MAY_BE_LONG.keySet());
    }

    /// Outermost class name to what it reads, without the clocks of the engine.
    private static Map<String, Set<String>> readersOfTheClock(Predicate<JavaClass> where) {
        var readers = new TreeMap<String, Set<String>>();
        for (var type : CLASSES.stream().filter(where).toList()) {
            for (var access : type.getAccessesFromSelf()) {
                if (notRepeatable(access)) {
                    readers.computeIfAbsent(outermost(type), _ -> new TreeSet<>())
                            .add(access.getTarget().getFullName());
                }
            }
        }
        readers.remove(CLOCKS);
        return readers;
    }

    private static boolean notRepeatable(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        if (access.getTarget() instanceof CodeUnitAccessTarget made && SEEDABLE.contains(owner)) {
            return made.getName().equals("<init>") && made.getRawParameterTypes().isEmpty();
        }
        return NOT_REPEATABLE.entrySet().stream()
                .anyMatch(
                        entry -> owner.matches(entry.getKey()) && entry.getValue().matcher(access.getName()).matches());
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getName());
    }

    private static String module(JavaClass type) {
        var name = type.getPackageName();
        if (!name.startsWith(OURS)) {
            return "";
        }
        var rest = name.substring(OURS.length());
        var dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static DescribedPredicate<JavaClass> are(String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static SliceAssignment packagesOf(String parent) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                var name = type.getPackageName();
                return name.equals(parent) || name.startsWith(parent + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + parent;
            }
        };
    }
}
