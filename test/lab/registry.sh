#!/bin/sh
# Debian's docker-registry in a worker, until it is killed. Usage: registry.sh FOLDER ADDRESS PORT [login] [tls] [small]
# `login` wants the user alice with the password in FOLDER/password; `tls` makes a certificate for ADDRESS that only FOLDER/ca.crt
# vouches for; `small` gives it 3 MB. The images are in FOLDER/store.
set -eu
folder=$1 address=$2 port=$3
shift 3
mkdir -p "$folder/store"
cd "$folder"
auth='' tls=''
for word; do
	case $word in
	login)
		# shellcheck disable=SC2016 # perl's own variables
		perl -e 'local $/; my $p = <STDIN>; print "alice:", crypt($p, q($2y$05$abcdefghijklmnopqrstuu)), "\n"' <password >users
		auth="auth: {htpasswd: {realm: lab, path: $folder/users}}"
		;;
	tls)
		openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=lab-ca -keyout ca.key -out ca.crt 2>openssl-said
		openssl req -newkey rsa:2048 -nodes -subj "/CN=$address" -keyout own.key -out own.csr 2>>openssl-said
		echo "subjectAltName=IP:$address" >names
		openssl x509 -req -in own.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile names -out own.crt 2>>openssl-said
		tls="tls: {certificate: $folder/own.crt, key: $folder/own.key}"
		;;
	small) mount -t tmpfs -o size=3m tmpfs store ;;
	esac
done
cat >config.yml <<END
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $folder/store}}
http: {addr: "$address:$port", secret: lab${tls:+, $tls}}
$auth
END
exec docker-registry serve config.yml >said 2>&1
