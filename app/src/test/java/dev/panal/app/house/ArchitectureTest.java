package dev.panal.app.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// Arrows point at what is used; whatever is not an arrow in ARCHITECTURE.md fails here.
final class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.panal");

  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "wire", List.of(),
          "io", List.of(),
          "contract", List.of("io"),
          "platform", List.of("io"),
          "engine", List.of("wire", "io"),
          "tracker", List.of("wire", "io"),
          "cluster", List.of("tracker", "wire", "io"),
          "simulator", List.of("engine", "tracker", "io", "wire"));

  /// The modules that must behave the same in the real world and in the virtual one.
  private static final String[] DETERMINISTIC = {
    "dev.panal.wire..", "dev.panal.engine..", "dev.panal.tracker.."
  };

  /// Types through which time, chance, threads, sockets and files would come in.
  private static final Set<String> BANNED_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.ProcessBuilder",
          "java.time.Clock",
          "java.util.Timer",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.concurrent.Executor",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.CountDownLatch",
          "java.util.concurrent.Semaphore",
          "java.security.SecureRandom",
          "java.nio.file.Files",
          "java.nio.channels.FileChannel",
          "java.nio.channels.SocketChannel",
          "java.nio.channels.ServerSocketChannel",
          "java.nio.channels.DatagramChannel",
          "java.nio.channels.Selector",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket",
          "java.net.URLConnection",
          "java.net.http.HttpClient");

  /// Methods of types that are fine otherwise. `Set.of` and its like are banned altogether: their
  /// order changes from one start of the JVM to the next, and a walk over them is hard to see.
  private static final Map<String, Set<String>> BANNED_METHODS =
      Map.ofEntries(
          Map.entry(
              "java.lang.System",
              Set.of("nanoTime", "currentTimeMillis", "identityHashCode", "getenv", "getProperty")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.lang.Object", Set.of("wait", "notify", "notifyAll")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry("java.util.Set", Set.of("of", "copyOf")),
          Map.entry("java.util.Map", Set.of("of", "ofEntries", "copyOf")),
          Map.entry(
              "java.util.stream.Collectors", Set.of("toUnmodifiableSet", "toUnmodifiableMap")),
          Map.entry("java.util.Collection", Set.of("parallelStream")),
          Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName", "getLocalHost")),
          Map.entry("java.util.random.RandomGenerator", Set.of("getDefault", "of")));

  @Test
  void modulesUseOnlyWhatTheyMay() {
    MAY_USE.forEach((module, uses) -> {
      List<String> allowed = new ArrayList<>(uses);
      allowed.add(module);
      String[] packages =
          allowed.stream().map(name -> "dev.panal." + name + "..").toArray(String[]::new);
      classes()
          .that(resideInAnyPackage("dev.panal." + module + ".."))
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("dev.panal..").or(resideInAnyPackage(packages)))
          .allowEmptyShould(true)
          .check(HOUSE);
    });
  }

  @Test
  void roomsOfTheEngineMeetOnlyInTorrentAndSession() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass type : HOUSE) {
      if (type.getPackageName().startsWith("dev.panal.engine.")) {
        rooms.add(type.getPackageName().split("\\.", -1)[3]);
      }
    }
    assertThat(rooms).isNotEmpty();
    for (String room : rooms) {
      String[] others =
          rooms.stream()
              .filter(other -> !other.equals(room))
              .map(other -> "dev.panal.engine." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that(resideInAnyPackage("dev.panal.engine." + room + ".."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(others))
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  @Test
  void librariesThatEmbeddersTakeNeedNothingButLogging() {
    classes()
        .that(
            resideInAnyPackage(
                "dev.panal.wire..",
                "dev.panal.io..",
                "dev.panal.engine..",
                "dev.panal.tracker..",
                "dev.panal.platform.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.panal..", "java..", "javax..", "jdk.incubator..", "org.slf4j")
                .or(resideInAnyPackage("org.jspecify..")))
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that(resideOutsideOfPackages("dev.panal.app.cli.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("picocli.."))
        .check(HOUSE);
  }

  @Test
  void onlyTheClusterKnowsItsEngine() {
    noClasses()
        .that(resideOutsideOfPackages("dev.panal.cluster.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.infinispan..", "org.jgroups.."))
        .check(HOUSE);
  }

  @Test
  void timeChanceThreadsSocketsAndFilesComeThroughPorts() {
    ArchRuleDefinition.classes()
        .that(resideInAnyPackage(DETERMINISTIC))
        .should(touchNothingBanned())
        .check(HOUSE);
  }

  @Test
  void theBanListSeesWhatItBans() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    EvaluationResult result =
        ArchRuleDefinition.classes().should(touchNothingBanned()).evaluate(offender);
    assertThat(result.getFailureReport().toString())
        .contains(
            "nanoTime",
            "Set.of",
            "currentTimeMillis",
            "Files",
            "lock()",
            "<init>(java.lang.String, int)");
  }

  /// Never run: it only has to be seen.
  private static final class Offender {
    private long offend() throws IOException {
      LongSupplier clock = System::currentTimeMillis;
      for (int i : Set.of(1, 2)) {
        new ReentrantLock().lock();
        new InetSocketAddress("localhost", i);
      }
      return System.nanoTime() + clock.getAsLong() + Files.size(Path.of(""));
    }

    @Override
    public String toString() {
      try {
        return "" + offend();
      } catch (IOException e) {
        return "";
      }
    }
  }

  private static ArchCondition<JavaClass> touchNothingBanned() {
    return new ArchCondition<>("reach the world only through dev.panal.io") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isBanned(dependency.getTargetClass()))
            .forEach(d -> events.add(SimpleConditionEvent.violated(type, d.getDescription())));
        type.getAccessesFromSelf().stream()
            .filter(ArchitectureTest::isBanned)
            .forEach(a -> events.add(SimpleConditionEvent.violated(type, a.getDescription())));
        type.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
            .forEach(m -> events.add(SimpleConditionEvent.violated(type, m + " is synchronized")));
      }
    };
  }

  private static boolean isBanned(JavaClass type) {
    return BANNED_TYPES.contains(type.getName())
        || type.getPackageName().startsWith("java.util.concurrent.locks");
  }

  private static boolean isBanned(JavaAccess<?> access) {
    String owner = access.getTarget().getOwner().getName();
    String name = access.getTarget().getName();
    // A Random without a seed is chance from nowhere; a socket address from a name is a look-up.
    boolean unseeded =
        owner.equals("java.util.Random")
            && name.equals("<init>")
            && access.getTarget().getFullName().endsWith("<init>()");
    boolean lookUp =
        owner.equals("java.net.InetSocketAddress")
            && access.getTarget().getFullName().endsWith("<init>(java.lang.String, int)");
    boolean shuffled =
        owner.equals("java.util.Collections")
            && access.getTarget().getFullName().endsWith("shuffle(java.util.List)");
    return unseeded
        || lookUp
        || shuffled
        || BANNED_METHODS.getOrDefault(owner, Set.of()).contains(name);
  }
}
