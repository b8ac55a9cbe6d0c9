/** A decoded form: text, or the form of what stands in brackets. A list is a form of `0`, `1`, … */
export interface Form {
  [name: string]: string | Form;
}

/** Decodes a form as Stripe's clients encode it: `metadata[order_id]=1` and `created[gte]=2` nest. */
export function decodeForm(text: string): Form {
  const form: Form = Object.create(null);
  for (const [path, value] of new URLSearchParams(text)) {
    const [name = '', ...rest] = path.split(/\[([^\]]*)\]/).filter((part, index) => index % 2 === 1 || part !== '');
    place(form, [name, ...rest], value);
  }
  return form;
}

/** The form of this name, or an empty one when there is none or it is plain text. */
export function formAt(form: Form, name: string): Form {
  const value = form[name];
  return value === undefined || typeof value === 'string' ? {} : value;
}

/** The text of this name, or undefined when there is none or it is a form. */
export function textAt(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' ? value : undefined;
}

function place(form: Form, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    form[name] = value;
    return;
  }
  const known = form[name];
  const inner: Form = known === undefined || typeof known === 'string' ? Object.create(null) : known;
  form[name] = inner;
  // `list[]=a` appends.
  const [next = '', ...further] = rest;
  place(inner, [next === '' ? String(Object.keys(inner).length) : next, ...further], value);
}
