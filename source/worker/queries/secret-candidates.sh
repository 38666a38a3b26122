# Files of a DevBox's own layer that may hold secrets: by their names, and by a quick look at their text. Only reads. Runs as a user
# who can read the layer. Argument: FOLDER.
# Prints «file SIZE INODE PATH» for each, followed by lines of base64; «large …» for one that is too large to send but
# has such text; «unread …» for one whose content is left out because of the sum. INODE is 0 for a file with one name; of the others
# «name INODE PATH» follows for each name. Last «end FILES LARGE», the numbers of files that were looked at and of those that were too
# large to be. A path begins with /; of one with unusual bytes, all are written \0ooo.
# shellcheck shell=sh disable=SC2086 # patterns are words, and nothing is expanded to file names
set -fu
umask 077
LC_ALL=C
export LC_ALL
cd -- "$1" || exit 1

max_kib=1024
# Bytes of all contents.
budget=33554432
names='.netrc _netrc .pgpass .my.cnf .mylogin.cnf .git-credentials .npmrc .yarnrc .yarnrc.yml .pypirc .dockercfg .htpasswd
.vault-token .s3cfg .boto .histfile *_history .env .env.* *.env .envrc .pam_environment environment id_* *.pem *.key *.ppk *.p12
*.pfx *.jks *.keystore *.keyring *.kdbx *.ovpn *.keytab kubeconfig *.kubeconfig credentials credentials.* *credentials.json
client_secret*.json *service*account*.json secrets.* *.tfvars *.tfstate *.tfrc *.tfrc.json Cookies Login?Data logins.json key4.db
cookies.sqlite auth.json oauth_creds.json hosts.yml shadow shadow- gshadow settings.xml tailscaled.state jupyter_cookie_secret'
places='*/.ssh/* */.aws/* */.azure/* */.config/* */.docker/config.json */.kube/* */.git/config */.gnupg/* */.password-store/*
*/.local/share/keyrings/* */.local/share/opencode/* */.cargo/credentials* */.gem/credentials */.terraform.d/* */.m2/*.xml
*/.gradle/gradle.properties */.subversion/auth/* */.claude/*.json */.claude.json */.codex/* */.gemini/* */.aider* */.continue/*
*/.cursor/*.json */group_vars/* */host_vars/* */.jupyter/*.json */.vscode-server/data/User/* */containers/auth.json ./root/.* ./home/*/.* ./etc/wireguard/*
./etc/NetworkManager/system-connections/*'
# Below these, a place says nothing: they are full of files of programs.
no_place='*/.cache/* */Cache/* */Code?Cache/* */.npm/* */.vscode-server/extensions/* */.vscode-server/bin/* */.vscode-server/cli/*
*/.nvm/* */.pyenv/* */.rustup/* */.cargo/registry/* */.cargo/git/* */.local/lib/* */.local/share/pnpm/* */node_modules/*
*/site-packages/* */dist-packages/* */.oh-my-zsh/* */.git/objects/* */.git/hooks/* */.venv/*'
# Settings are files of these names, outside the folders of programs and packages.
settings='*.yml *.yaml *.json *.toml *.ini *.cfg *.cnf *.conf *.config *.properties *.xml *.sh *.php *.rc *.txt *.md .*rc .*profile
*.log *.jsonl *.sql *.http *.fish *.nmconnection Dockerfile* Containerfile*'
# Of these only what is quoted: names of variables look like names of secrets.
code='*.py *.js *.mjs *.cjs *.jsx *.ts *.tsx *.rb *.go *.java *.kt *.cs *.rs *.pl'
packaged='*/node_modules/* */site-packages/* */dist-packages/* */vendor/* */.cargo/registry/* */go/pkg/* */.vscode-server/* ./usr/share/*
./usr/lib/* ./usr/include/* ./var/lib/dpkg/* ./var/lib/apt/* */.rustup/* */.nvm/* */.pyenv/* */.npm/* */.cache/* ./etc/ssl/*'
# Neither text of a person nor of a program.
pruned='*/.git/objects ./usr/share/doc ./usr/share/man ./usr/share/info ./usr/share/locale ./usr/share/i18n ./usr/share/zoneinfo
./var/lib/dpkg ./var/lib/apt ./var/cache/apt */__pycache__'

# What issuers begin their secrets with, and addresses with a password.
marks='-----BEGIN [A-Z ]*PRIVATE KEY|(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12}|eyJ[A-Za-z0-9_-]{10,}\.eyJ|[a-z]://[^/ :@"]*:[^/ @"]+@|'\
'hooks\.slack\.com/services/T|discord(app)?\.com/api/webhooks/[0-9]|webhook\.office\.com/|AccountKey=|[0-9]:AA[A-Za-z0-9_-]{32}|'\
'(gh[oprsu]_|github_pat_|gl(pat|dt|rt|cbt|soat|ptt|ft|imt|agent)-|npm_|pypi-|hf_|dckr_[a-z]+_|glsa_|glc_|tskey-[a-z]+-|figd_|'\
'lin_api_|ntn_|dapi|shp(at|ca|pa|ss|pa)_|(sk|rk)_(live|test)_|sk-|gsk_|xai-|r8_|nvapi-|do[opr]_v1_|hv[sbr]\.|xox[abceoprs]-|'\
'xapp-|SG\.|AIza|ya29\.|GOCSPX-|AGE-SECRET-KEY-|sntry[su]_|whsec_|NRAK-|dp\.[a-z]+\.|ATATT3|ATBB|PMAK-|sbp_|pscale_[a-z]+_|'\
'fo1_|FlyV1 |nfp_|rubygems_|cio|oy2|ops_eyJ|cf(k|ut|at)_|vc[pirak]_|vck_|CCIPAT_|bkua_|AKCp|pul-|HRKU-|secret_|key-|'\
'1//0|\.atlasv1\.)[A-Za-z0-9_-]{16}'
# Case-insensitive, so that one grep looks for both.
name='([Pp][Aa][Ss][Ss]([Ww][Dd]|[Ww][Oo][Rr][DdTt]|[Pp][Hh][Rr][Aa][Ss][Ee]|[Cc][Oo][Dd][Ee])?|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|'\
'[Tt][Oo][Kk][Ee][Nn]|[Pp][Ss][Kk]|[a-z]Key|([_-]|[Aa][Pp][Ii])[Kk][Ee][Yy]|[Aa][Uu][Tt][Hh]([Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn])?|'\
'[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)["'"'"']?[]>)]*[ 	]*'
words="$name([:=,]|=>|[ 	])[ 	]*[^ 	]"
quoted="$name(:=|=>|[:=])[ 	]*[\"'][^\"' 	]{8}"

# TEST PATTERN …: the alternatives as words for find.
either() {
	test=$1
	shift
	all=''
	for pattern; do all="$all -o $test $pattern"; done
	echo "${all# -o}"
}
placed=$(either -path $places)
unplaced=$(either -path $no_place)
named="$(either -name $names) -o ( $placed ) ! ( $unplaced )"
outside=$(either -path $packaged)
left=$(either -path $pruned)
setting=$(either -name $settings)
coded=$(either -name $code)
small="-size -$((max_kib + 1))k"
newline='
'

gnu() { grep -Z -q '' /dev/null 2>/dev/null || [ $? = 1 ]; }
if gnu && stat --printf '' / 2>/dev/null; then is_gnu=yes; else is_gnu=''; fi

# What prints «CLASS SIZE LINKS INODE PATH», and NUL after each, of files.
# shellcheck disable=SC2016 # for another shell
if [ -n "$is_gnu" ]; then
	stamp='exec stat --printf "$0 %s %h %i %n\0" -- "$@"'
else
	stamp='for file; do about=$(stat -c "%s %h %i" -- "$file") && printf "%s %s %s\0" "$0" "$about" "$file"; done'
fi

# One walk. named: sent; Named: too large to be; setting, code: sent if it has words or marks; other: if it has marks; large: told of if it
# has marks; huge: not looked at; package: a large file of one. Without brackets around it all: in them, busybox drops what is left over.
walk() {
	find . -xdev -type d \( $left \) -prune -o ! -type f -o ! -size +0 -o \
		\( $named \) $small -exec sh -c "$stamp" named {} + -o \
		\( $named \) -exec sh -c "$stamp" Named {} + -o \
		\( $setting \) ! \( $outside \) $small -exec sh -c "$stamp" setting {} + -o \
		\( $coded \) ! \( $outside \) $small -exec sh -c "$stamp" code {} + -o \
		$small -exec sh -c "$stamp" other {} + -o \
		-size +65536k -exec sh -c "$stamp" huge {} + -o \
		\( $outside \) -exec sh -c "$stamp" package {} + -o \
		-exec sh -c "$stamp" large {} +
}

# NUL-separated records as lines; a line break in a name becomes 001.
as_lines() { tr '\n\000' '\001\n'; }

# CLASS PATTERN: the names of those files of the class that have such text.
with_text() {
	case $newline$files in *"$newline$1 "*) ;; *) return 0 ;; esac
	printf '%s\n' "$files" | sed -n "s/^$1 [0-9]* [0-9]* [0-9]* //p" | tr '\n\001' '\000\n' | if [ -n "$is_gnu" ]; then
		xargs -0 -r grep -lIZ -E -e "$2" --
	else
		# shellcheck disable=SC2016 # for that shell
		xargs -0 -r sh -c 'pattern=$1; shift; for file; do grep -q -E -e "$pattern" -- "$file" && printf "%s\0" "$file"; done' sh "$2"
	fi 2>/dev/null | as_lines
}

# PATH: sets $path to how it is printed, and $file to what it is called.
spell() {
	file=$1 path=${1#.}
	case $path in
	*[!\ -~]* | *\\*)
		path=$(printf '%s' "$path" | od -An -v -to1 | tr -d '\n' | sed 's/  */\\0/g')
		;;
	esac
}

# Prints the records on stdin, «KIND SIZE LINKS INODE PATH».
print_files() {
	linked=''
	while IFS= read -r record; do
		kind=${record%% *}
		take "${record#* }"
		if [ "$kind" = file ]; then
			if [ "$size" -gt "$budget" ]; then kind=unread; else budget=$((budget - size)); fi
		fi
		[ "$inode" = 0 ] || linked="$linked $inode"
		printf '%s\n' "$kind $size $inode $path"
		[ "$kind" != file ] || base64 -- "$file"
	done
	[ -z "$linked" ] || print_names
}

# RECORD: sets $size, $inode, $path and $file.
take() {
	rest=$1
	size=${rest%% *} rest=${rest#* }
	links=${rest%% *} rest=${rest#* }
	inode=${rest%% *} name=${rest#* }
	[ "$links" -gt 1 ] || inode=0
	case $name in *"$hidden"*) name=$(printf '%s/' "$name" | tr '\001' '\n') name=${name%/} ;; esac
	spell "$name"
}

# All names of the files $linked.
print_names() {
	{
		printf '%s\n' $linked ''
		find . -xdev -type f -links +1 -exec sh -c "$stamp" name {} + | as_lines
	} | awk '!ended { if ($0 == "") ended = 1; else wanted[$0]; next } $4 in wanted' | while IFS= read -r record; do
		take "${record#* }"
		printf '%s\n' "name $inode $path"
	done
}
hidden=$(printf '\001')

files=$(walk 2>/dev/null | as_lines)
{
	with_text setting "$marks|$words"
	with_text code "$marks|$quoted"
	with_text other "$marks"
	echo
	with_text large "$marks"
	with_text Named "$marks"
	echo
	printf '%s\n' "$files"
} | awk '
	part < 2 { if ($0 == "") part++; else if (part) large[$0]; else found[$0]; next }
	{ path = $0; sub(/^[a-zN]+ [0-9]+ [0-9]+ [0-9]+ /, "", path); about = substr($0, index($0, " ") + 1) }
	$1 == "named" || path in found { print "file " about }
	$1 == "Named" { print "unread " about }
	path in large { print "large " about }' | print_files 2>/dev/null
echo "end $(printf '%s\n' "$files" | awk 'NF { all++ } $1 == "huge" { huge++ } END { print all + 0, huge + 0 }')"
