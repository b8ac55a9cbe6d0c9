import type { Refusal } from '../domain/refusals.ts';

/** The service answered with a problem (RFC 9457), or with an error that is none. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Refusal;

  constructor(problem: Refusal) {
    super(problem.title);
    this.problem = problem;
  }

  /** The last part of the problem's type. */
  get code(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf('/') + 1);
  }
}

/** No answer came: it is not known whether the service did what was asked. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Asks, and gives the answer's JSON. Throws Refused, Unreachable, or the signal's AbortError. */
export async function askJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await ask(path, init);
  return response.json();
}

/** Asks, and gives a good answer. Throws Refused, Unreachable, or the signal's AbortError. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await reach(path, init);
  if (!response.ok) throw new Refused(await readProblem(response, path));
  return response;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new Unreachable('no answer', { cause });
  }
}

async function readProblem(response: Response, instance: string): Promise<Refusal> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) return response.json();
  const title = response.statusText || 'Unexpected answer';
  return { type: 'about:blank', title, status: response.status, detail: title, instance };
}
