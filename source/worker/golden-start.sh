# In an image with the disk of Windows this is /golden/start.sh; /run/start.sh reads it, and the entrypoint reads that first.
# The first start: a disk of its own that only holds what differs from the image's. It comes last and whole.
if [ ! -e "${STORAGE:-/storage}/data.qcow2" ] && [ ! -e "${STORAGE:-/storage}/data.img" ]; then
	mkdir -p "${STORAGE:-/storage}"
	cp -p /golden/state/* "${STORAGE:-/storage}/"
	[ "${GOLDEN_IDENTITY:-keep}" != renew ] || rm -f "${STORAGE:-/storage}"/*.mac
	qemu-img create -q -f qcow2 -b /golden/data.qcow2 -F qcow2 "${STORAGE:-/storage}/data.qcow2.tmp"
	mv "${STORAGE:-/storage}/data.qcow2.tmp" "${STORAGE:-/storage}/data.qcow2"
fi
