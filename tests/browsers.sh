#!/bin/sh
# Makes sure that there are the browsers of the tests, and nginx (Chromium alone when its name is given): finds them,
# installs what is missing, or says what to install.
set -eu
PATH="$PATH:/usr/sbin"

has() { # has PROGRAM…: is one of them here?
    for name in "$@"; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

firefox_package() { # Ubuntu has no long-term one
    if apt-cache show firefox-esr >/dev/null 2>&1; then echo firefox-esr; else echo firefox; fi
}

lighter() { # Chromium without windows, for tests that need none: they take half the time, and can do without it
    [ "${1:-}" != chromium ] && [ -z "${CHROMIUM:-}" ] && ! has chromium-headless-shell || return 0
    ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || echo chromium-headless-shell
}

missing() { # the packages whose programs are not here, by their names in Debian or Ubuntu
    has ${CHROMIUM:-chromium chromium-browser google-chrome} || echo chromium
    [ "${1:-}" != chromium ] || return 0
    has ${FIREFOX:-firefox-esr firefox} || firefox_package
    has ${WEBKITDRIVER:-WebKitWebDriver} || echo webkit2gtk-driver
    has ${XVFB:-Xvfb} || echo xvfb
    has ${NGINX:-nginx} || echo nginx
}

packages=$(missing "$@")
[ -n "$packages$(lighter "$@")" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
# The tests' pages need letters with Vietnamese marks, so a font comes with them.
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq && $as_root apt-get install -qq --no-install-recommends $(missing "$@") $(lighter "$@") fonts-noto-core || true
    packages=$(missing "$@")
fi
[ -n "$packages" ] || exit 0

cat >&2 <<END
Chưa đủ trình duyệt hoặc nginx để chạy các bài kiểm tra; còn thiếu (tên gói của Debian, Ubuntu): $(echo $packages)
Hãy cài các gói đó, hoặc đặt biến CHROMIUM, FIREFOX, WEBKITDRIVER, XVFB hay NGINX là đường dẫn tới chương trình
đã có (Chromium hoặc Google Chrome, Firefox, WebKitWebDriver, Xvfb, nginx); hoặc chạy \`make fast\` để bỏ qua các bài đó.
The tests lack (by the names of the packages in Debian or Ubuntu): $(echo $packages)
Install them, or set CHROMIUM, FIREFOX, WEBKITDRIVER, XVFB or NGINX to the path of a program that you have (Chromium
or Google Chrome, Firefox, WebKitWebDriver, Xvfb, nginx); or run \`make fast\`, which leaves those tests out.
END
exit 1
