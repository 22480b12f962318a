"""Runs what ctest knows of in a build tree and counts single GoogleTest cases. Called by scripts/test."""

import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIMEOUT = 600  # seconds an executable, unless ctest's property TIMEOUT says otherwise
CORE = "libpushforward_core.so"
LOADER = "/lib64/ld-linux-x86-64.so.2"
SHOWN_LINES = 300
MOST_SHARDS = 4  # parts in which the cases of a test with the label "shards" run at the same time


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []  # with the reason

    def fail(self, name):
        self.failed.append(name)


class Test:
    """One entry of ctest."""

    def __init__(self, entry):
        properties = {p["name"]: p["value"] for p in entry.get("properties", [])}
        self.name = entry["name"]
        self.command = entry.get("command", [])
        self.labels = properties.get("LABELS", [])
        self.folder = properties.get("WORKING_DIRECTORY")
        self.timeout = float(properties.get("TIMEOUT", TIMEOUT))
        self.environment = dict(v.split("=", 1) for v in properties.get("ENVIRONMENT", []) if "=" in v)
        self.skip_code = int(properties["SKIP_RETURN_CODE"]) if "SKIP_RETURN_CODE" in properties else None
        self.disabled = properties.get("DISABLED", False)

    def uses_googletest(self):
        for part in self.command:
            if os.path.isfile(part):
                with open(part, "rb") as file:
                    if b"7testing4Test" in file.read():  # its base class, by its mangled name
                        return True
        return False


def list_tests(tree):
    listing = subprocess.run(["ctest", "--show-only=json-v1"], cwd=tree, check=True, stdout=subprocess.PIPE)
    return [t for t in map(Test, json.loads(listing.stdout)["tests"]) if not t.disabled]


def base_environment(tree, scratch):
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8", GTEST_COLOR="no")
    for stale in ("GTEST_FILTER", "GTEST_OUTPUT", "GTEST_TOTAL_SHARDS", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(stale, None)
    for name in ("RUNTIME_DIR", "CONFIG_HOME", "DATA_HOME", "STATE_HOME"):
        path = os.path.join(scratch, name.lower())
        os.mkdir(path, 0o700)
        environment["XDG_" + name] = path
    environment["TMPDIR"] = os.path.join(scratch, "tmp")
    os.mkdir(environment["TMPDIR"])
    # The caches of shaders and fonts outlive a run: a first dispatch costs a second, a cached one nothing.
    environment["XDG_CACHE_HOME"] = os.path.join(tree, "test-cache")
    os.makedirs(environment["XDG_CACHE_HOME"], exist_ok=True)
    environment.setdefault("LSAN_OPTIONS", f"suppressions={ROOT}/scripts/lib/lsan.supp:print_suppressions=0")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")

    hardware = glob.glob("/dev/dri/renderD*") or os.path.exists("/dev/nvidiactl")
    chosen = "VK_DRIVER_FILES" in environment or "VK_ICD_FILENAMES" in environment
    software = sorted(glob.glob("/usr/share/vulkan/icd.d/lvp_icd*.json"))
    if software and not hardware and not chosen:
        environment["VK_DRIVER_FILES"] = environment["VK_ICD_FILENAMES"] = software[0]
    return environment


def execute(command, folder, environment, timeout, log):
    """Returns the exit code, or None when the time ran out. Ends the whole process group in any case."""
    with open(log, "wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        code = None
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            pass
        finally:
            for kind in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, kind)
                    process.wait(5)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    pass
        return code


def why(code):
    if code is None:
        return "timed out"
    if code < 0 or code > 128:
        number = -code if code < 0 else code - 128
        try:
            return f"ended by {signal.Signals(number).name}"
        except ValueError:
            pass
    return f"exit code {code}"


def read_cases(report, log):
    """(passed, failed names, skipped names) of a GoogleTest run; None where the log is not GoogleTest's."""
    passed, failed, skipped = 0, [], []
    try:
        with open(report, encoding="utf-8") as file:
            suites = json.load(file).get("testsuites", [])
    except (OSError, ValueError):  # it never came to its end: go by what it printed
        if not re.search(r"^\[==========\] Running", log, re.M):
            return None
        running = None
        for mark, name in re.findall(r"^\[([ A-Z]{10})\] (\w[\w/.]*\.[\w/]+)", log, re.M):
            if mark.strip() == "RUN":
                running = name
                continue
            if name != running:  # the list of names at the end
                continue
            running = None
            if mark.strip() == "OK":
                passed += 1
            elif mark.strip() == "FAILED":
                failed.append(name)
            elif mark.strip() == "SKIPPED":
                skipped.append(name)
        return passed, failed + ([running] if running else []), skipped
    for suite in suites:
        for case in suite.get("testsuite", []):
            if "failures" in case:
                failed.append(f"{suite['name']}.{case['name']}")
            elif case.get("result") == "SKIPPED":
                skipped.append(f"{suite['name']}.{case['name']}")
            elif case.get("status") == "RUN":
                passed += 1
    return passed, failed, skipped


def with_reasons(skipped, log):
    """The names with what the log says of why they were skipped."""
    reasons = {name: why.strip() for why, name in re.findall(
        r"^\S+:\d+: Skipped\n((?:(?!\[ RUN  ).*\n)*?)\[  SKIPPED \] (\S+) \(", log, re.M)}
    return [f"{name} ({' '.join(reasons[name].split())})" if reasons.get(name) else name for name in skipped]


def show(log):
    lines = [line for line in log.splitlines() if not re.match(r"\[( RUN      |       OK |-{10})\]", line)]
    if len(lines) > SHOWN_LINES:
        lines = lines[: SHOWN_LINES // 2] + ["[...]"] + lines[-SHOWN_LINES // 2 :]
    print("\n".join("    " + line for line in lines), flush=True)


def run_shard(test, label, command, environment, scratch, logs, shard, shards):
    """(passed, names that failed, skipped, log) of one of so many equal parts of a test's cases."""
    name = label if shards == 1 else f"{label} {shard + 1} of {shards}"
    file_name = re.sub(r"[^\w.-]+", "_", name)
    report, log_path = os.path.join(scratch, file_name + ".json"), os.path.join(logs, file_name + ".log")
    environment = {**environment, **test.environment, "GTEST_OUTPUT": "json:" + report}
    if shards > 1:
        environment |= {"GTEST_TOTAL_SHARDS": str(shards), "GTEST_SHARD_INDEX": str(shard)}
    try:
        code = execute(command, test.folder, environment, test.timeout, log_path)
    except OSError as error:
        return 0, [f"{name} ({error})"], [], ""
    with open(log_path, encoding="utf-8", errors="replace") as file:
        log = file.read()

    cases = read_cases(report, log)
    if cases:
        passed, failed, skipped = cases
    elif code is not None and code == test.skip_code:
        passed, failed, skipped = 0, [], [name]
    else:  # no GoogleTest: one test, by its exit code
        passed, failed, skipped = int(code == 0), [], []
    crashed = code not in (0, 1) and not skipped
    if code != 0 and (crashed or not failed) and not (skipped and code == test.skip_code):
        failed = [*failed[:-1], f"{failed[-1]} ({why(code)})"] if failed else [f"{name} ({why(code)})"]
    return passed, failed, with_reasons(skipped, log), log


def run_test(test, environment, tally, scratch, logs, variant=""):
    label = test.name + (f" [{variant}]" if variant else "")
    command = test.command or ["(not built)"]  # ctest leaves out a program that is not there
    if "xvfb" in test.labels:
        command = [os.path.join(ROOT, "scripts/lib/on_screen"), *command]
    shards = min(os.cpu_count() or 1, MOST_SHARDS) if "shards" in test.labels else 1
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(shards) as pool:
        results = list(pool.map(
            lambda shard: run_shard(test, label, command, environment, scratch, logs, shard, shards), range(shards)))
    seconds = time.monotonic() - start
    passed = sum(r[0] for r in results)
    failed, skipped = ([name for r in results for name in r[k]] for k in (1, 2))
    tally.passed += passed
    tally.skipped += [name if name.startswith(label) else f"{label}: {name}" for name in skipped]
    for name in failed:
        tally.fail(name if name.startswith(label) else f"{label}: {name}")
    if not (passed or failed or skipped):  # the filter left nothing
        return
    words = f"{passed} passed" + (f", {len(failed)} failed" if failed else "")
    words += f", {len(skipped)} skipped" if skipped else ""
    print(f"{'FAIL' if failed else 'ok  '}  {label}: {words} ({seconds:.1f} s)", flush=True)
    for _, names, _, log in results:
        if names:
            show(log)


def supported_levels():
    if not os.path.exists(LOADER):
        return []
    text = subprocess.run([LOADER, "--help"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return sorted(re.findall(r"(x86-64-v\d) \(supported, searched\)", text), reverse=True)


def level_folders(tree, scratch):
    """[(level, folder of core)] of the levels that were built and run here, best first, the baseline last."""
    libraries = os.path.join(tree, "lib")
    hwcaps = {level: os.path.join(libraries, "glibc-hwcaps", level) for level in supported_levels()}
    levels = [(k, v) for k, v in hwcaps.items() if os.path.exists(os.path.join(v, CORE))]
    if levels:
        baseline = os.path.join(scratch, "baseline")
        os.mkdir(baseline)
        for path in glob.glob(os.path.join(libraries, CORE + "*")):
            os.symlink(path, os.path.join(baseline, os.path.basename(path)))
        levels.append(("x86-64", baseline))
    return levels


def loads_from(test, environment, folder):
    """Whether the dynamic loader takes core from this folder."""
    listing = subprocess.run(test.command[:1], env={**environment, **test.environment, "LD_TRACE_LOADED_OBJECTS": "1"},
                             stdout=subprocess.PIPE, text=True, check=False).stdout
    return any(CORE in line and os.path.realpath(line.split("=>")[-1].split("(")[0].strip())
               == os.path.realpath(os.path.join(folder, CORE)) for line in listing.splitlines())


def run_levels(tests, environment, tally, tree, scratch, logs):
    levels = level_folders(tree, scratch)
    for index, (level, folder) in enumerate(levels):
        if index:  # the best one has been run already, as what the loader picks by itself
            search = [folder, *filter(None, [environment.get("LD_LIBRARY_PATH")])]
            environment_here = {**environment, "LD_LIBRARY_PATH": ":".join(search)}
        else:
            environment_here = environment
        for test in tests:
            if not test.command or not loads_from(test, environment_here, folder):
                tally.fail(f"{test.name} does not load core for {level} from {folder}")
                print(f"FAIL  {tally.failed[-1]}", flush=True)
            elif index:
                run_test(test, environment_here, tally, scratch, logs, variant=level)


def check_format(tally):
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    version = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout if program else ""
    if " 14." not in version:
        print("skip  format: needs clang-format 14", flush=True)
        tally.skipped.append("format (needs clang-format 14)")
        return
    listing = subprocess.run(["git", "ls-files", "-z", "*.cpp", "*.h"], cwd=ROOT, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, check=False) if shutil.which("git") else None
    if listing and listing.returncode == 0:
        files = [os.fsdecode(name) for name in listing.stdout.split(b"\0") if name]
    else:
        files = [os.path.relpath(os.path.join(folder, name), ROOT) for top in ("core", "gpu", "app", "tests")
                 for folder, _, names in os.walk(os.path.join(ROOT, top)) for name in names
                 if name.endswith((".cpp", ".h"))]
    files = sorted(name for name in files if os.path.isfile(os.path.join(ROOT, name)))
    if not files:
        return
    result = subprocess.run([program, "--dry-run", "-Werror", *files], cwd=ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode == 0:
        print(f"ok    format: {len(files)} files", flush=True)
        return
    show(result.stdout)
    bad = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", result.stdout, re.M)))
    tally.fail(f"format: clang-format -i {' '.join(bad)}")
    print(f"FAIL  format: {len(bad)} of {len(files)} files", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", required=True)
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    tally = Tally()
    tests = list_tests(options.tree)
    logs = os.path.join(options.tree, "test-logs")
    os.makedirs(logs, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pushforward-test-") as scratch:
        environment = base_environment(options.tree, scratch)
        if options.filters:
            environment["GTEST_FILTER"] = ":".join(options.filters)
            tests = [test for test in tests if test.uses_googletest()]
        else:
            check_format(tally)
        for test in sorted(tests, key=lambda test: "xvfb" in test.labels):
            run_test(test, environment, tally, scratch, logs)
        run_levels([t for t in tests if "levels" in t.labels], environment, tally, options.tree, scratch, logs)

    ran = tally.passed + len(tally.failed)
    # What was not looked at is neither passed nor failed: it is named, with the reason, and counted at the end.
    for title, names in (("SKIPPED", tally.skipped), ("FAILED", tally.failed)):
        if names:
            print(f"\n{title}:")
            for name in names:
                print("  " + name)
    if tally.skipped:
        print(f"\n{len(tally.skipped)} skipped")
    print(f"\n{tally.passed} passed, {len(tally.failed)} failed")
    return 1 if tally.failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
