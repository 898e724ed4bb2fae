#!/usr/bin/env bash
# bash tests/install.sh WHAT PACKAGE...: install what some tests run on from packages of Debian or
# Ubuntu, without starting any service.  Where that is not possible it says why and succeeds: the
# tests skip then.
set -euo pipefail

what="$1"
packages=("${@:2}")
policy=/usr/sbin/policy-rc.d # a script that keeps packages from starting their services

not_installed() { # not_installed REASON
    echo "$what is not installed: $1." >&2
    exit 0
}

if dpkg --status "${packages[@]}" >/dev/null 2>&1; then exit 0; fi
command -v apt-get >/dev/null || not_installed "there is no apt-get"
as_root=()
if [ "$(id -u)" != 0 ]; then
    sudo --non-interactive true 2>/dev/null || not_installed "only root may do that"
    as_root=(sudo --non-interactive)
fi

log="$(mktemp)"
apt() { # apt SECONDS ARGUMENTS...
    "${as_root[@]}" timeout "$1" env DEBIAN_FRONTEND=noninteractive apt-get --yes "${@:2}" \
        </dev/null >>"$log" 2>&1
}

if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install --mode=755 /dev/stdin "$policy"
fi
echo "Installing ${packages[*]}; the log is $log."
apt 60 update || true # the lists that are here may do
apt 300 install --no-install-recommends --no-remove "${packages[@]}" \
    || not_installed "apt-get failed, see $log"
