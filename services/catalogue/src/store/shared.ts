/** More different texts than this are not shared enough to be worth their place in memory. */
const MAX_KNOWN = 50_000;

/** Makes a value of a text, and of an equal text the very same: each row that comes from the database has texts of its own. */
export function shared<Value>(make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text) ?? make(text);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, value);
    return value;
  };
}
