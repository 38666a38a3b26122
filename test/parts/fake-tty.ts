import {PassThrough} from 'node:stream';

/** A terminal without a kernel: what is written to it has been typed. */
export class FakeTty extends PassThrough {
	isRaw = false;
	isHeld = false;
	setRawMode(isRaw: boolean) {
		this.isRaw = isRaw;
		return this;
	}
	ref() {
		this.isHeld = true;
		return this;
	}
	unref() {
		this.isHeld = false;
		return this;
	}
}
