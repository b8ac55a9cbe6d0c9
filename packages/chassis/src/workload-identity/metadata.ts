const TIMEOUT_MS = 3000;

/** Asks a platform's metadata service. Its refusal is an error with the status and the service's own words, which hold no token. */
export async function askMetadata(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const { origin, pathname } = new URL(url);
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.ok) return response;
  const words = (await response.text()).replaceAll(/\s+/g, ' ').slice(0, 300);
  throw new Error(`${origin}${pathname} answered ${response.status}: ${words}`);
}
