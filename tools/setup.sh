# Sourced by ./run and ./test: what is missing is installed, the rest is left alone. Bash.

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "错误：$*"
	exit 1
}

# What a program needs: "how to see that it is there | Debian package".
# shellcheck disable=SC2034
BUILD_NEEDS='
command -v gcc|gcc
test -e /usr/include/stdio.h|libc6-dev
command -v meson|meson
command -v ninja|ninja-build
command -v pkg-config|pkg-config
command -v re2c|re2c
command -v python3|python3
command -v node|nodejs
command -v npm|npm
pkg-config --exists sqlite3|libsqlite3-dev
pkg-config --exists libpq|libpq-dev
pkg-config --exists libmicrohttpd|libmicrohttpd-dev
pkg-config --exists jansson|libjansson-dev
test -e /usr/include/xlsxwriter.h|libxlsxwriter-dev
pkg-config --exists libfyaml|libfyaml-dev
pkg-config --exists libcrypto|libssl-dev
pkg-config --exists libsodium|libsodium-dev
pkg-config --exists libcurl|libcurl4-openssl-dev
pkg-config --exists uchardet|libuchardet-dev
pkg-config --exists libzip|libzip-dev
pkg-config --exists libxml-2.0|libxml2-dev
pkg-config --exists poppler-glib|libpoppler-glib-dev
pkg-config --exists libseccomp|libseccomp-dev
test -e /usr/share/poppler/cidToUnicode/Adobe-GB1|poppler-data
pkg-config --exists lept|libleptonica-dev
pkg-config --exists tesseract|libtesseract-dev
test -n "$(find /usr/share/tesseract-ocr /usr/share/tessdata -name chi_sim.traineddata)"|tesseract-ocr-chi-sim
'

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "需要管理员权限来安装软件包：请以 root 运行，或先安装 sudo，或自行执行：$*"
	fi
}

# absent "LIST": puts the packages whose sign is not there into `missing`.
absent() {
	local line
	missing=()
	while IFS= read -r line; do
		[ -n "$line" ] || continue
		sh -c "${line%|*}" >/dev/null 2>&1 || missing+=("${line##*|}") # a sign may itself be a pipe
	done <<<"$1"
}

# need "LIST": installs the packages whose sign is absent.
need() {
	local missing
	absent "$1"
	[ ${#missing[@]} -gt 0 ] || return 0
	command -v apt-get >/dev/null || die "缺少这些软件，请用系统的软件包管理器安装后重试：${missing[*]}"
	say "安装缺少的软件包：${missing[*]}"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 || say "软件包目录没有更新成功，用现有目录继续"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2 ||
		die "软件包没有装好：${missing[*]}"
	absent "$1"
	[ ${#missing[@]} -eq 0 ] || say "装好了，但仍然找不到它们带来的东西（下次还会再装）：${missing[*]}"
}

need_node_18() {
	local major
	major=$(node -p 'process.versions.node.split(".")[0]')
	[ "$major" -ge 18 ] || die "需要 Node.js 18 或更新的版本，现有 $(node --version)"
}

# quietly LOG COMMAND...: the output goes to LOG and is shown only when the command fails.
quietly() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	"$@" >"$log" 2>&1 && return 0
	tail -n 60 "$log" >&2
	say "失败：$*（完整记录：$log）"
	return 1
}

# npm_packages FOLDER: as the lock file says; nothing to do when they are there.
npm_packages() {
	local stamp=$1/node_modules/.bihuan-lock
	cmp -s "$1/package-lock.json" "$stamp" && return 0
	say "安装 $1 的 npm 软件包"
	(cd "$1" && npm ci --no-audit --no-fund --loglevel=error) >&2 || die "npm 软件包没有装好：$1"
	cp "$1/package-lock.json" "$stamp"
}

# The front end, when it is missing or older than its sources.
build_web() {
	npm_packages web
	if [ -e web/dist/index.html ] &&
		[ -z "$(find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -newer web/dist/index.html -print -quit)" ]; then
		return 0
	fi
	say "构建网页界面"
	quietly build/logs/web.log npm --prefix web run build || die "网页界面没有构建成功"
	touch web/dist/index.html
}

# configure FOLDER OPTIONS...: once; a folder that another Meson or another place left behind is made anew.
configure() {
	local folder=$1
	shift
	if [ ! -e "$folder/build.ninja" ]; then
		quietly "build/logs/setup-$(basename "$folder").log" meson setup "$folder" "$@"
	elif ! meson configure "$folder" >/dev/null 2>&1 || ! grep -qF "$PWD" "$folder/meson-info/meson-info.json"; then
		quietly "build/logs/setup-$(basename "$folder").log" meson setup --wipe "$folder" "$@"
	fi
}

compile() {
	quietly "build/logs/compile-$(basename "$1").log" ninja -C "$@"
}
