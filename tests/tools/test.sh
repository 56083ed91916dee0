#!/bin/sh
# All checks and tests: `make test` calls it with the folder of the virtual environment's programs.
set -eu
bin=$1
browser=yes

# The browser tests need Debian's chromium: install it where we may, else say what is left out.
if ! command -v chromium >/dev/null; then
    become=""
    [ "$(id -u)" = 0 ] || become="sudo -n"
    if command -v apt-get >/dev/null && $become true 2>/dev/null; then
        echo "Installing chromium for the browser tests"
        { $become apt-get update -qq && $become env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || true
    fi
fi
if ! command -v chromium >/dev/null; then
    [ "${CI:-}" != true ] || { echo "CI needs chromium, and it could not be installed"; exit 1; }
    echo "Leaving out the browser tests: there is no chromium here (apt install chromium)"
    browser=""
fi

step() {
    echo "== $1"
    shift
    "$@"
}

step format "$bin/ruff" format --check --quiet .
step lint "$bin/ruff" check --quiet .
step types "$bin/mypy"
step layers "$bin/lint-imports" --no-logo
step tests "$bin/pytest" -q -n 2 --dist loadfile -m "not browser"
# By themselves: Playwright's event loop stays in the process that has used it.
[ -z "$browser" ] || step browser "$bin/pytest" -q -m browser
