import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Run by program.sh: in our jars in a folder, a `switch` over types gets its choice written out, as a
/// method of its class that asks `instanceof` for one label after the other. javac leaves that to
/// `SwitchBootstraps`, which writes and loads a class for every such switch when it is first reached: a
/// millisecond each, some thirty of them on the way to the first block, and no AOT cache keeps them.
///
/// Switches with labels other than classes stay as they are.
void main(String[] args) throws IOException {
  Path folder = Path.of(args[0]);
  try (URLClassLoader all = new URLClassLoader(urls(folder, "*.jar"))) {
    ClassFile format =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(all)));
    try (var jars = Files.newDirectoryStream(folder, "panal-*.jar")) {
      for (Path jar : jars) {
        Path fresh = jar.resolveSibling(jar.getFileName() + ".fresh");
        rewrite(format, jar, fresh);
        Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}

URL[] urls(Path folder, String names) throws IOException {
  List<URL> urls = new ArrayList<>();
  try (var jars = Files.newDirectoryStream(folder, names)) {
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
  }
  return urls.toArray(URL[]::new);
}

void rewrite(ClassFile format, Path jar, Path fresh) throws IOException {
  try (JarFile in = new JarFile(jar.toFile());
      OutputStream file = Files.newOutputStream(fresh);
      ZipOutputStream out = new ZipOutputStream(file)) {
    for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      out.putNextEntry(new ZipEntry(entry.getName()));
      try (InputStream bytes = in.getInputStream(entry)) {
        byte[] content = bytes.readAllBytes();
        out.write(entry.getName().endsWith(".class") ? plain(format, content) : content);
      }
      out.closeEntry();
    }
  }
}

byte[] plain(ClassFile format, byte[] content) {
  ClassModel model = format.parse(content);
  List<Choice> choices = new ArrayList<>();
  ClassTransform calls =
      ClassTransform.transformingMethodBodies(
          (code, element) -> code(model, code, element, choices));
  ClassTransform methods =
      ClassTransform.endHandler(
          builder -> choices.forEach(choice -> choice.write(builder)));
  byte[] changed = format.transformClass(model, calls.andThen(methods));
  return choices.isEmpty() ? content : changed;
}

void code(ClassModel owner, CodeBuilder code, CodeElement element, List<Choice> choices) {
  if (element instanceof InvokeDynamicInstruction call && isTypeSwitch(call)) {
    Choice choice =
        new Choice("typeSwitch$" + choices.size(), call.typeSymbol(), labels(call));
    choices.add(choice);
    boolean inInterface = owner.flags().has(AccessFlag.INTERFACE);
    code.invokestatic(owner.thisClass().asSymbol(), choice.name, choice.type, inInterface);
  } else {
    code.with(element);
  }
}

boolean isTypeSwitch(InvokeDynamicInstruction call) {
  return call.bootstrapMethod().owner().equals(ClassDesc.of("java.lang.runtime.SwitchBootstraps"))
      && call.bootstrapMethod().methodName().equals("typeSwitch")
      && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc);
}

List<ClassDesc> labels(InvokeDynamicInstruction call) {
  return call.bootstrapArgs().stream().map(label -> (ClassDesc) label).toList();
}

/// The number of the first label, from `restart` on, of whose class the value is; the number of
/// labels if there is none, -1 for null: what `SwitchBootstraps.typeSwitch` promises.
record Choice(String name, MethodTypeDesc type, List<ClassDesc> labels) {
  void write(ClassBuilder builder) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
    builder.withMethodBody(name, type, flags, this::body);
  }

  private void body(CodeBuilder code) {
    Label present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf(labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }
}
