#!/bin/sh
# All checks and tests: `make test` calls it with the folder of the virtual environment's programs.
set -eu
bin=$1

# Some tests need programs that Debian packages: install what is missing where we may, else say what
# is left out.
need() {
    program=$1 package=$2
    command -v "$program" >/dev/null && return
    become=""
    [ "$(id -u)" = 0 ] || become="sudo -n"
    if command -v apt-get >/dev/null && $become true 2>/dev/null; then
        echo "Installing $package for the tests"
        { $become apt-get update -qq && $become env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$package"; } >/dev/null 2>&1 || true
    fi
    command -v "$program" >/dev/null && return
    [ "${CI:-}" != true ] || { echo "CI needs $package, and it could not be installed"; exit 1; }
    echo "Leaving out tests: there is no $program here (apt install $package)"
    return 1
}

step() {
    echo "== $1"
    shift
    "$@"
}

PATH="$PATH:/usr/sbin" # where Debian puts nginx
export PATH
need redis-server redis-server || true
need nginx nginx-light || true
need pushpin pushpin || true
need chromium chromium && browser=yes || browser=""

step format "$bin/ruff" format --check --quiet .
step lint "$bin/ruff" check --quiet .
step types "$bin/mypy"
step layers "$bin/lint-imports" --no-logo
# The engines by themselves, because their tests leave much behind in a process: what runs after them
# should not have to. With Python's own tracebacks: pytest's need the source of every frame, and a
# frame without a line ends the whole run.
step engines "$bin/pytest" -q -n 2 --dist loadfile --tb=native tests/engines tests/embedded
# More at once than there are cores: many tests wait for processes that they have started.
step tests "$bin/pytest" -q -n 3 --dist loadfile --tb=native -m "not browser" \
    --ignore=tests/engines --ignore=tests/embedded
# As their authors would, each in its own project.
for example in examples/*/; do
    step "$example" "$bin/python" -m pytest -q "$example"
done
# By themselves: Playwright's event loop stays in the process that has used it.
[ -z "$browser" ] || step browser "$bin/pytest" -q -n 2 --dist loadfile --tb=native -m browser
