import type { Problem } from '@grocer/contracts/problems';
import { ToolFault } from './run-tool.ts';

export interface Question extends RequestInit {
  /** The caller's bearer token. */
  readonly token?: string;
  /** Sent as JSON. */
  readonly json?: object;
}

/** Asks a service of the estate, and gives the answer's JSON; a refusal is told as a fault. */
export async function askJson<T>(url: string, question: Question = {}): Promise<T> {
  const response = await ask(url, question);
  return response.json();
}

/** Asks a service of the estate, and gives its answer, which is a good one. */
export async function ask(url: string, { token, json, ...init }: Question = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  if (json) headers.set('content-type', 'application/json');
  const response = await reach(url, { ...init, headers, ...(json && { method: 'POST', body: JSON.stringify(json) }) });
  if (response.ok) return response;
  throw new ToolFault(`${new URL(url).pathname} answers ${response.status}: ${await reasonOf(response)}`);
}

/** A request that may get any answer, but gets one. */
export async function reach(url: string | URL, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    const { origin } = new URL(url);
    throw new ToolFault(`Nothing answers at ${origin}: is the estate still running? Start it with npm start.`, {
      cause,
    });
  }
}

async function reasonOf(response: Response): Promise<string> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem) return response.statusText;
  const { title, detail, errors = [] }: Problem = await response.json();
  const faults = errors.map((error) => `${error.pointer ?? error.parameter ?? 'body'} ${error.detail}`);
  return `${title} (${faults.length > 0 ? faults.join('; ') : detail})`;
}
