const LONGEST = 200;

/** The line that tells best why a process ended, out of the end of its output: the message of a JSON log line, or of an error. */
export function lastWords(output: string): string {
  // Node ends the report of an uncaught error with its own version, and puts the stack below the message.
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('at ') && !line.startsWith('Node.js v'));
  const error = output.includes('\nNode.js v') ? telling.findLast((line) => /^\w*Error\b.*: /.test(line)) : undefined;
  return messageOf(error ?? telling.at(-1) ?? '').slice(0, LONGEST);
}

function messageOf(line: string): string {
  try {
    const { msg }: { msg?: unknown } = JSON.parse(line);
    return typeof msg === 'string' ? msg : line;
  } catch {
    return line;
  }
}
