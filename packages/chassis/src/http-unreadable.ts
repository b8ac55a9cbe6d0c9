import type { Socket } from 'node:net';
import { problems, problemType } from '@grocer/contracts/problems';

/** What is wrong with bytes that Node does not read as a request. */
interface Unreadable extends Error {
  readonly code: string;
  readonly rawPacket?: unknown;
}

/** Causes with a status of their own, which is answered bare: there is nothing that the client could read from a body. */
const bareAnswers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what is no HTTP (a control character in a header, say) as any bad value is answered, and ends the connection. */
export function answerUnreadable(error: Unreadable, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(error));
  socket.destroy(error);
}

function answerTo(error: Unreadable): string {
  const bare = bareAnswers[error.code];
  if (bare) return `HTTP/1.1 ${bare}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  const code = 'validation-failed';
  const { status, title } = problems[code];
  const detail = `the request cannot be read: ${error.message}`;
  const instance = pathIn(error.rawPacket);
  const body = JSON.stringify({
    type: problemType(code),
    title,
    status,
    detail,
    ...(instance && { instance }),
    errors: [{ pointer: '#', detail }],
  });
  const headers = [
    'connection: close',
    'cache-control: no-store',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `HTTP/1.1 ${status} Bad Request\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}

function pathIn(packet: unknown): string | undefined {
  const text = packet instanceof Uint8Array ? Buffer.from(packet).toString('latin1') : '';
  return /^[A-Z]+ (\/[!-~]*) HTTP\//.exec(text)?.[1]?.split('?', 1)[0];
}
