# Shared by the demo's shell scripts: where the tree is, and how to say that something is missing.
#
# shellcheck shell=sh disable=SC2034

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# nginx lives in sbin, which is not on every user's PATH.
PATH=$PATH:/usr/sbin:/sbin

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# need COMMAND ADVICE: stops with the advice unless the command can be run.
need() {
    command -v "$1" >/dev/null 2>&1 || die "$1 is missing: $2"
}
