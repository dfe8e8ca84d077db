# Sourced by ./panal and ./test: finds a JDK of the version the build needs and exports JAVA_HOME.
# Order: JAVA_HOME, the javac on the PATH, then the places where packages and tools put JDKs.

PANAL_JDK=25

jdk_version_of() { # the feature version of the JDK in folder $1, or nothing; reads a file, starts no JVM
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local candidate version
  local -a candidates=()
  [ -n "${JAVA_HOME:-}" ] && candidates+=("$JAVA_HOME")
  if command -v javac >/dev/null 2>&1; then
    candidates+=("$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")")
  fi
  candidates+=(
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk* /usr/local/jdk*
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  )
  for candidate in "${candidates[@]}"; do
    version=$(jdk_version_of "$candidate") || continue
    if [ "${version:-0}" -ge "$PANAL_JDK" ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  echo "panal: no JDK $PANAL_JDK found (JAVA_HOME, PATH, /usr/lib/jvm and the usual places were looked at)." >&2
  echo "panal: install one, for example: apt-get install temurin-$PANAL_JDK-jdk   or   apt-get install openjdk-$PANAL_JDK-jdk-headless," >&2
  echo "panal: or point JAVA_HOME at it." >&2
  return 1
}

require_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "panal: Maven is needed to build (3.8 or newer): apt-get install maven" >&2
  return 1
}

# Maven's own Guava uses Unsafe, which JDK 25 would report at every start.
quiet_maven() {
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
}
