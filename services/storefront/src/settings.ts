/** What differs from target to target; the edge serves it beside the pages. */
export interface Settings {
  readonly issuer: string;
  /** Where to look behind the scenes; targets that show nobody have none. */
  readonly observatory?: string;
  readonly clientId: string;
  /** The audience of the tokens for the shop's API. */
  readonly audience: string;
}

export async function loadSettings(): Promise<Settings> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`The shop's settings cannot be read: ${response.status}.`);
  return response.json();
}
