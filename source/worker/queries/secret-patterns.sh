# Which files may hold secrets: patterns of names and paths, as find has them, and extended expressions of their text.
# shellcheck shell=sh disable=SC2034 # for secret-candidates.sh
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
*.log *.jsonl *.sql *.http *.fish *.nmconnection Dockerfile* Containerfile* *.bak *.backup *.orig *.old *.save *~'
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
'1//0|\.atlasv1\.)[A-Za-z0-9_-]{16}|'\
'MII[A-P][A-Za-z0-9+/][AQgw]IBA(AK[BC]|DANBgkqh)|MHcCAQEEI|MIGkAgEBBD|MIHcAgEBBEI|MI[GH][A-Za-z0-9+/]AgEAMB[AM]GByqGSM49|'\
'MC4CAQAwBQYDK2V[uw]|b3BlbnNzaC1rZXktdjE|LS0tLS1CRUdJTiB(QUklW|SU0Eg|FQyBQ|PUEVO|FTkNS|EU0Eg|QR1Ag)'
# Case-insensitive, so that one grep looks for both.
name='([Pp][Aa][Ss][Ss]([Ww][Dd]|[Ww][Oo][Rr][DdTt]|[Pp][Hh][Rr][Aa][Ss][Ee]|[Cc][Oo][Dd][Ee])?|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|'\
'[Tt][Oo][Kk][Ee][Nn]|[Pp][Ss][Kk]|[a-z]Key|([_-]|[Aa][Pp][Ii])[Kk][Ee][Yy]|[Aa][Uu][Tt][Hh]([Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn])?|'\
'[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)["'"'"']?[]>)]*[ 	]*'
words="$name([:=,]|=>|[ 	])[ 	]*[^ 	]"
quoted="$name(:=|=>|[:=])[ 	]*[\"'][^\"' 	]{8}"
