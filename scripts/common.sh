# Sourced by the scripts beside it: where things are, which Java, and building what is missing.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=$root/job/target/kindling.jar
own_spark=$root/job/target/spark

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  local version
  version=$("$java" -version 2>&1) ||
    fail "no Java found (${JAVA_HOME:+JAVA_HOME is $JAVA_HOME; }install JDK 17 or newer, or set JAVA_HOME)"
  version=$(sed -n 's/.* version "\([0-9]*\).*/\1/p' <<<"$version")
  [[ $version -ge 17 ]] || fail "Java ${version:-of unknown version} found, JDK 17 or newer needed (set JAVA_HOME)"
}

build() {
  command -v mvn >/dev/null || fail "Maven (mvn) is needed to build $jar"
  echo "Building Kindling (the first time Maven downloads Spark; this takes a few minutes) ..." >&2
  # MAVEN_ARGS is Maven 3.9's own; older ones do not read it.
  # shellcheck disable=SC2086
  mvn -q -B -Dstyle.color=never -DskipTests ${MAVEN_ARGS-} -f "$root/pom.xml" package >&2 || fail "the build failed (see above)"
}

build_if_stale() {
  if [[ ! -f $jar || ! -d $own_spark/jars ]] ||
    [[ -n $(find "$root/pom.xml" "$root/job/pom.xml" "$root/job/src/main" -newer "$jar" -print | head -n 1) ]]; then
    build
    touch "$jar" # which Maven leaves as it is where the same comes out
  fi
}

# Builds the benchmarks where they are missing or older than their source; jvm then starts them.
use_benchmarks() {
  local classes=$root/job/target/test-classes
  local stamp=$classes/dev/kindling/bench/Bench.class
  if [[ -n $(find "$root/job/src/test/java/dev/kindling/bench" -newer "$stamp" -print 2>&1 | head -n 1) ]]; then
    build
    touch "$stamp" # Maven compiles only what has changed
  fi
  build_if_stale
  use_own_spark
  export SPARK_LOCAL_IP=${SPARK_LOCAL_IP-127.0.0.1}
  # shellcheck disable=SC2206
  jvm=($spark_jvm_args "-Dlog4j2.configurationFile=$root/conf/log4j2.properties"
    -cp "$jar:$classes:$(<"$root/job/target/test-class-path")")
}

# What Spark's launcher scripts would set, for starting its classes from the build's own jars.
use_own_spark() {
  local core
  core=$(echo "$own_spark"/jars/spark-core_*.jar)
  core=${core##*/spark-core_}
  export SPARK_HOME=$own_spark SPARK_SCALA_VERSION=${core%%-*}
  # The list of org.apache.spark.launcher.JavaModuleOptions, from its one place in the parent pom.
  spark_jvm_args=$(sed -n '/<spark.jvm.args>/,/<\/spark.jvm.args>/{/spark.jvm.args/d;p;}' "$root/pom.xml")
  case "$(uname -sm)" in
    # OpenBLAS is in the jar; the Vector API fallback is not needed, and asking for it prints a warning.
    "Linux x86_64" | "Linux aarch64" | "Darwin arm64")
      spark_jvm_args=${spark_jvm_args/--add-modules=jdk.incubator.vector/}
      ;;
  esac
}
