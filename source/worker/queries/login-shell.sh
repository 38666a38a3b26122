for each in "$SHELL" /bin/bash /usr/bin/bash; do [ -x "$each" ] && exec "$each" -l; done; exec sh -l
