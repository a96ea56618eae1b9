#!/bin/sh
# Makes sure that there is Pango, which sets the words of PDFs: finds it, installs it, or says what to install.
set -eu

has_pango() {
    ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset
}

PATH="$PATH:/usr/sbin:/sbin"
has_pango && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq &&
        $as_root apt-get install -qq --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 && exit 0
fi
# On macOS and other systems without ldconfig, only trying tells.
"${1:-python3}" -c "import weasyprint" 2>/dev/null && exit 0

cat >&2 <<'END'
Chưa có thư viện Pango để làm PDF. Hãy cài các gói libpangoft2-1.0-0 và libharfbuzz-subset0, hoặc gói pango của
hệ điều hành; trang web vẫn dựng được mà không cần Pango (`make site`), và `make fast` bỏ qua các bài kiểm tra PDF.
PDFs need the library Pango. Install the packages libpangoft2-1.0-0 and libharfbuzz-subset0, or your system's
package pango; the site builds without it (`make site`), and `make fast` leaves the tests of PDFs out.
END
exit 1
