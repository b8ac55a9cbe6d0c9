// Loaded into every deployable's process by the local target: it ends the process when its host is gone, however the host ended.
// The host holds the other end of file descriptor 3; nothing is ever written to it.
import { Socket } from 'node:net';

const tether = new Socket({ fd: 3 });
tether.on('error', () => process.kill(process.pid, 'SIGKILL'));
tether.on('close', () => process.kill(process.pid, 'SIGKILL'));
tether.resume();
tether.unref();
