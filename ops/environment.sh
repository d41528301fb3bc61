# Sourced by ops/demo, ops/test and ops/lock: goes to the project and offers `say`, `install` and `debian`.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\n== %s\n' "$*"; }

_find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer was not found; set PYTHON to where it is." >&2
    return 1
}

# install LOCK: makes .venv when it is missing and installs LOCK in it, unless that was done before.
install() {
    local lock="$1" python mark fingerprint
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$(_find_python)" || return 1
        say "Making .venv with $("$python" --version)"
        rm -rf .venv
        # Some systems split off the part of Python that puts pip into the new environment; pip itself will do too.
        "$python" -m venv .venv >/dev/null 2>&1 || "$python" -m venv --clear --without-pip .venv || return 1
    fi
    mark=".venv/installed-$lock"
    fingerprint="$(cksum <"$lock")"
    [ "$(cat "$mark" 2>/dev/null)" = "$fingerprint" ] && return
    say "Installing $lock (once; this takes a minute or two)"
    python="${python:-$(_find_python)}"
    if .venv/bin/python -c 'import pip' 2>/dev/null; then
        .venv/bin/python -m pip install --quiet --no-deps --require-hashes -r "$lock" || return 1
    else
        "$python" -m pip --python .venv/bin/python install --quiet --no-deps --require-hashes -r "$lock" || return 1
    fi
    echo "$fingerprint" >"$mark"
}

# debian NAME...: installs what is missing of these Debian packages, each named as the program that is in it.
debian() {
    local name missing=()
    PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
    for name in "$@"; do
        command -v "$name" >/dev/null || missing+=("$name")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "Missing: ${missing[*]}. As root on Debian: apt-get install ${missing[*]}" >&2
        return 1
    fi
    say "Installing ${missing[*]} (once)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
