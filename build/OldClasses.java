import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Run by program.sh: writes the jars of a folder anew whose class files are from before Java 6, in a
/// present version and with stack maps. Such files are verified in the old way, which the AOT cache
/// cannot record: picocli, all of it, would be loaded, parsed and verified at every start, and that
/// takes four times as long as everything else.
void main(String[] args) throws IOException {
  try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
    for (Path jar : jars) {
      if (isOld(jar)) {
        Path fresh = jar.resolveSibling(jar.getFileName() + ".fresh");
        rewrite(jar, fresh);
        Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
        IO.println(jar);
      }
    }
  }
}

final int firstWithStackMaps = ClassFile.JAVA_6_VERSION;
final int present = ClassFile.JAVA_17_VERSION;

boolean isOld(Path jar) throws IOException {
  try (JarFile in = new JarFile(jar.toFile())) {
    for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (isClass(entry)) {
        try (InputStream bytes = in.getInputStream(entry)) {
          byte[] head = bytes.readNBytes(8);
          if (((head[6] & 0xff) << 8 | head[7] & 0xff) < firstWithStackMaps) {
            return true;
          }
        }
      }
    }
  }
  return false;
}

boolean isClass(JarEntry entry) {
  return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
}

void rewrite(Path jar, Path fresh) throws IOException {
  URL[] own = {jar.toUri().toURL()};
  try (JarFile in = new JarFile(jar.toFile());
      URLClassLoader classes = new URLClassLoader(own, ClassLoader.getPlatformClassLoader());
      OutputStream file = Files.newOutputStream(fresh);
      ZipOutputStream out = new ZipOutputStream(file)) {
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(classes)));
    for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      out.putNextEntry(new ZipEntry(entry.getName()));
      try (InputStream bytes = in.getInputStream(entry)) {
        byte[] content = bytes.readAllBytes();
        out.write(isClass(entry) ? modern(format, content) : content);
      }
      out.closeEntry();
    }
  }
}

byte[] modern(ClassFile format, byte[] content) {
  ClassModel old = format.parse(content);
  if (old.majorVersion() >= firstWithStackMaps) {
    return content;
  }
  // Copying the instructions one by one makes the stack maps; methods taken as a whole have none.
  ClassTransform version =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(present, 0);
        } else {
          builder.with(element);
        }
      };
  return format.transformClass(
      old, version.andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with)));
}
