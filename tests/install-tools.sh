#!/bin/sh
# Install what the tests need and Python packages cannot bring: a browser, Chinese fonts, PostgreSQL, Redis, RabbitMQ.
# On a Debian machine as root it installs what is missing; elsewhere it says what to install.
set -eu

missing=""
need() { # need PROGRAM-OR-TEST PACKAGE
  sh -c "$1" >/dev/null 2>&1 || missing="$missing $2"
}
can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}
log=/tmp/install-tools.$$
trap 'rm -f "$log"' EXIT
install() { # install PACKAGE...
  echo "installing for the tests: $*"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1
}

# The browser without windows takes a third of the CPU time for a page; any Chromium will do.
if can_install && ! command -v chromium-headless-shell >/dev/null; then
  install chromium-headless-shell || echo "not available; the tests are slower with another Chromium"
fi
need "command -v ${PYTHON:-python3}" python3
need 'command -v chromium-headless-shell || command -v chromium || command -v google-chrome' chromium
need 'fc-list :lang=zh | grep -q . || ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' fonts-noto-cjk
need 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb' postgresql
need 'command -v redis-server' redis-server
need 'command -v rabbitmq-server || ls /usr/sbin/rabbitmq-server' rabbitmq-server
need "${PYTHON:-python3} -c 'import ensurepip, venv'" python3-venv

[ -z "$missing" ] && exit 0
if can_install; then
  install $missing || { cat "$log"; exit 1; }
else
  echo "error: the tests need these installed first:$missing" >&2
  exit 1
fi
