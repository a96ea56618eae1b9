#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: finds one, installs one, or says what to install.
set -eu

command -v "${CHROMIUM:-chromium}" >/dev/null && exit 0
if [ -z "${CHROMIUM:-}" ]; then
    for name in chromium-browser google-chrome; do
        command -v "$name" >/dev/null && exit 0
    done
fi

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
# The tests' pages need letters with Vietnamese marks, so a font comes with it.
if [ -z "${CHROMIUM:-}" ] && command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq && $as_root apt-get install -qq --no-install-recommends chromium fonts-noto-core && exit 0
fi

cat >&2 <<'END'
Chưa có Chromium để chạy các bài kiểm tra trên trình duyệt. Hãy cài gói chromium, hoặc đặt biến CHROMIUM
là đường dẫn tới một Chromium hay Google Chrome đã có; hoặc chạy `make fast` để bỏ qua các bài đó.
The browser tests need Chromium. Install the package chromium, or set CHROMIUM to the path of a Chromium
or Google Chrome that you have; or run `make fast`, which leaves those tests out.
END
exit 1
