# Sourced by jmh and run: builds the module of the benchmarks with what it needs, if a source is newer.

# Needs $root; sets JAVA_HOME.
build_benchmarks() {
  . "$root/build/jdk.sh"
  find_jdk && require_maven || return 1
  quiet_maven
  local built=$root/benchmarks/target/.built
  if [ -e "$built" ] && [ -z "$(find "$root"/{wire,io,platform,engine,benchmarks}/{pom.xml,src/main} -newer "$built" -print -quit)" ]; then
    return 0
  fi
  mkdir -p "$root/target" "$root/benchmarks/target" || return 1
  touch "$built.new"
  (
    if command -v flock >/dev/null 2>&1; then # ./panal and ./test build in the same folders
      exec 9> "$root/target/.build.lock"
      flock 9
    fi
    cd "$root" && mvn -q -B -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true -Dspotless.check.skip 9>&-
  ) && mv "$built.new" "$built"
}
