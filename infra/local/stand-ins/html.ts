/** Markup that is safe to send: what came from outside was escaped when it was put in. */
export interface Html {
  readonly markup: string;
}

/** A template literal of HTML: plain values are escaped; `Html`, and lists of it, are put in as they are. */
export function html(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return trusted(String.raw({ raw: literals }, ...values.map(render)));
}

/** Vouches for markup made elsewhere. */
export function trusted(markup: string): Html {
  return { markup };
}

function render(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return 'markup' in value ? value.markup : value.map(render).join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
