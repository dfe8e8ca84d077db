#!/usr/bin/env bash
# Builds what ./panal runs: the jars, the JVM's flags and its AOT caches, all in one new folder under app/target/run, which
# the file `current` then names. A program that is running keeps its own folder, so a build never pulls the jars from under it.

build=$(readlink -f -- "${BASH_SOURCE[0]}") && build=${build%/*} && root=${build%/*}
run=$root/app/target/run
. "$build/jdk.sh"

say() { echo "panal: $*" >&2; }

if ! mkdir -p "$root/target" 2>/dev/null || [ ! -w "$root/target" ]; then
  say "the program is not built or older than its sources, and $root cannot be written; build it as its owner: ./panal --version"
  exit 1
fi

# One build at a time; whoever waited finds the work done.
if command -v flock >/dev/null 2>&1; then
  exec 9> "$root/target/.build.lock"
  if ! flock -n 9; then
    before=$(cat "$run/current" 2>/dev/null)
    say "another build is running, waiting for it"
    flock 9
    if [ -r "$run/current" ] && [ "$(cat "$run/current")" != "$before" ]; then exit 0; fi
  fi
fi

find_jdk && require_maven || exit 1
quiet_maven

if [ -r "$run/current" ]; then
  say "sources have changed, building (about half a minute)"
else
  say "first start: building the program from its sources. This takes a minute or two, most of it downloads; later starts are quick"
fi

log=$root/target/build.log
started=$root/target/.build.started
touch "$started"
if ! (cd "$root" && mvn -q -B -pl app -am package -Dmaven.test.skip=true -Dspotless.check.skip) > "$log" 2>&1 9>&-; then
  tail -n 40 "$log" >&2
  say "the build failed; all it said is in $log"
  exit 1
fi

mkdir -p "$run"
folder=$(mktemp -d "$run/XXXXXXXX") && chmod 755 "$folder" || exit 1
mkdir "$folder/lib" && cp "$root"/app/target/lib/*.jar "$root"/app/target/panal-app-*.jar "$folder/lib/" || exit 1

class_path=
for jar in "$folder"/lib/*.jar; do class_path=$class_path${class_path:+:}$jar; done

# Without this a start takes longer, nothing else; so if anything is wrong with it, the jars stay as they were.
if ! { "$JAVA_HOME/bin/java" "$build/OldClasses.java" "$folder/lib" &&
  "$JAVA_HOME/bin/java" "$build/PlainSwitches.java" "$folder/lib" &&
  "$JAVA_HOME/bin/java" -cp "$class_path" dev.panal.app.Main --version; } > "$folder/classes.log" 2>&1 9>&-; then
  say "the class files stay as they were compiled (see $folder/classes.log)"
  rm -f "$folder"/lib/*
  cp "$root"/app/target/lib/*.jar "$root"/app/target/panal-app-*.jar "$folder/lib/" || exit 1
fi

# SQLite's native library, unpacked once instead of at every start.
if "$JAVA_HOME/bin/java" -cp "$class_path" dev.panal.app.NativeParts "$folder/native" > "$folder/native.log" 2>&1 9>&-; then
  native=-Dorg.sqlite.lib.path=$folder/native
else
  native=
fi

# Four kinds of process, each with its own flags and its own AOT cache: what works alone, a peer, a tracker, a tracker in a
# ring. A cache only serves a JVM with the very flags it was recorded with; and whatever is in it is linked, and so becomes
# memory, at every start.
arguments() { # KIND FLAG...: what a JVM of this kind is started with
  local kind=$1
  shift
  {
    # A small young generation: what is allocated on the way of a block is dead at once, and a large one would only be filled.
    # The cache is mapped where it was recorded for, as it is: moved elsewhere, 20 MiB of its pages would be written to.
    # What the compiler and libraries have freed goes back to the system every five seconds: 6 MiB of an idle engine's 95.
    printf '%s\n' -XX:+UseSerialGC -Xms20m -Xmn8m -XX:TrimNativeHeapInterval=5000 -XX:+UseCompactObjectHeaders -XX:-UsePerfData \
      -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-AOTRecordTraining -XX:-AOTReplayTraining --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow "$@"
    printf -- '-cp "%s"\n' "$class_path"
    [ -z "$native" ] || printf '"%s"\n' "$native"
  } > "$folder/$kind.args"
}
# The optimizing compiler costs a client a second of a processor and takes some 5 % off what it needs for a block: it pays
# after some 25 GiB. The heavy work is done by the system and by machine code of our own.
arguments alone -XX:TieredStopAtLevel=1
arguments peer -XX:TieredStopAtLevel=1
# What a tracker has collected goes back to the system at once, but for a sixteenth: see HeapTrim. What it tells its
# listeners is dead in some 20 ms, and must not be taken for old before, as it is where the survivors of the young generation
# have the tenth of it that is usual: at a million newcomers that was 70 MiB.
for kind in tracker ring; do
  arguments "$kind" -XX:MinHeapFreeRatio=3 -XX:MaxHeapFreeRatio=6 -XX:-ShrinkHeapInSteps -XX:SurvivorRatio=2 -XX:TargetSurvivorRatio=90
done

# Profiles of the rehearsal are not kept: the JVM would compile, at each start, what was hot in it, needed or not.
record() { # KIND ARGUMENT...: a rehearsal and its cache
  local kind=$1
  "$JAVA_HOME/bin/java" "@$folder/$kind.args" "-XX:AOTCacheOutput=$folder/$kind.aot" \
    dev.panal.app.Rehearsal "$@" > "$folder/rehearsal-$kind.log" 2>&1 9>&-
  if [ -s "$folder/$kind.aot" ]; then
    printf -- '-XX:AOTCache="%s"\n' "$folder/$kind.aot" >> "$folder/$kind.args"
  else
    say "that did not work (see $folder/rehearsal-$kind.log); starts will be slower, nothing else"
    rm -f "$folder/$kind.aot"
  fi
}
say "recording AOT caches for quick starts"
meeting=$folder/announce # the tracker names its announce URL there, and ends when the file goes
record ring &
record alone
record tracker "$meeting" &
tracker=$!
for ((i = 0; i < 300; i++)); do
  [ ! -s "$meeting" ] && kill -0 $tracker 2>/dev/null || break
  sleep 0.1
done
record peer "$(cat "$meeting" 2>/dev/null)"
rm -f "$meeting"
wait
printf '%s\n' "$JAVA_HOME/bin/java" > "$folder/java"
chmod -R a+rX "$folder"

# The folder before this one may still be starting up somewhere; older ones go.
previous=$(cat "$run/current" 2>/dev/null)
for old in "$run"/*/; do
  old=${old%/}
  [ "$old" = "$folder" ] || [ "$old" = "$previous" ] || rm -rf "$old"
done

# Its time stamp is when the build began: what was edited meanwhile is newer, and built next time.
printf '%s\n' "$folder" > "$run/current.new" && touch -r "$started" "$run/current.new" && mv -f "$run/current.new" "$run/current"
