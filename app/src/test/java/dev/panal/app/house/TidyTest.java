package dev.panal.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sources of every module: short, named in words of the field, explained package by package.
final class TidyTest {
  private static final int MAX_FILE_LINES = 600;
  private static final int MAX_METHOD_LINES = 70;
  private static final int MIN_PARAGRAPH_CHARACTERS = 60;

  private static final Pattern HOLLOW_NAME =
      Pattern.compile(".+(Manager|Helper|Util|Utils|Impl)|I[A-Z][a-z].*(Interface)");
  private static final Pattern HOLLOW_PACKAGE =
      Pattern.compile(".*\\b(common|util|utils|misc)\\b.*");
  private static final Pattern LATER =
      Pattern.compile("(//|/?\\*).*\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");

  private static List<Path> sources = List.of();

  @BeforeAll
  static void findSources() throws IOException {
    Path root = root();
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        for (String part : List.of("src/main/java", "src/test/java")) {
          Path folder = module.resolve(part);
          if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
              files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
          }
        }
      }
    }
    found.sort(null);
    assertThat(found).hasSizeGreaterThan(50);
    sources = found;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void filesAreShort() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path source : sources) {
      long lines = Files.readAllLines(source).size();
      if (lines > MAX_FILE_LINES) {
        faults.add(source + ": " + lines + " lines, more than " + MAX_FILE_LINES);
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path source : sources) {
      List<String> lines = Files.readAllLines(source);
      for (int i = 0; i < lines.size(); i++) {
        if (LATER.matcher(lines.get(i)).find()) {
          faults.add(source + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void everyPackageHasItsParagraph() throws IOException {
    List<String> faults = new ArrayList<>();
    Set<Path> packages = new TreeSet<>();
    for (Path source : sources) {
      if (source.toString().contains("src/main/java") && !source.endsWith("module-info.java")) {
        packages.add(source.getParent());
      }
    }
    for (Path folder : packages) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(info)) {
        faults.add(folder + ": no package-info.java");
        continue;
      }
      String paragraph =
          String.join(
              " ",
              Files.readAllLines(info).stream()
                  .filter(line -> line.startsWith("///"))
                  .map(line -> line.substring(3).strip())
                  .toList());
      if (paragraph.length() < MIN_PARAGRAPH_CHARACTERS) {
        faults.add(info + ": says too little: '" + paragraph + "'");
      }
      if (!Files.readString(info).contains("@NullMarked")) {
        faults.add(info + ": not @NullMarked");
      }
      if (HOLLOW_PACKAGE.matcher(folder.toString().replaceAll(".*/java/", "")).matches()) {
        faults.add(folder + ": the name of the package says nothing");
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void methodsFitAScreenAndNamesSaySomething() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      List<String> faults = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Look(unit, positions, faults), null);
      }
      assertThat(faults).isEmpty();
    }
  }

  private static final class Look extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> faults;
    private final String file;

    Look(CompilationUnitTree unit, SourcePositions positions, List<String> faults) {
      this.unit = unit;
      this.positions = positions;
      this.faults = faults;
      this.file = Path.of(unit.getSourceFile().toUri()).toString();
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (HOLLOW_NAME.matcher(type.getSimpleName()).matches()) {
        faults.add(file + ": the name " + type.getSimpleName() + " says nothing");
      }
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      LineMap lines = unit.getLineMap();
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      String name = method.getName().toString();
      if (start >= 0 && end >= 0) {
        long length = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
        if (length > MAX_METHOD_LINES) {
          faults.add(file + ": " + name + " has " + length + " lines");
        }
      }
      boolean overrides = method.getModifiers().toString().contains("@Override");
      if (name.matches("get[A-Z].*") && method.getParameters().isEmpty() && !overrides) {
        faults.add(file + ": " + name + "() should be named after what it answers");
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, Void nothing) {
      if (file.matches(".*/(wire|engine|tracker)/src/main/.*")) {
        faults.add(file + ": a lock, where one thread owns everything");
      }
      return super.visitSynchronized(block, null);
    }
  }
}
