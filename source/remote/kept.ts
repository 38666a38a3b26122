import {PassThrough, type Readable} from 'node:stream';

/** Node throws away what nobody has begun to read when a process ends, and a command may end before anybody knows of it. */
export const kept = (stream: Readable): Readable => stream.pipe(new PassThrough()).on('error', () => {});
