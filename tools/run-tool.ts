/** A fault that a person can mend: told in one sentence, without a stack. */
export class ToolFault extends Error {
  override readonly name = 'ToolFault';
}

/** Runs a script: `--help` prints its usage; a fault ends it with exit code 1. */
export async function runTool(usage: string, main: () => Promise<void>): Promise<void> {
  // A reader that has seen enough (`| head`) ends the script; that is no fault.
  process.stdout.on('error', () => process.exit());
  if (process.argv.includes('--help') || process.argv.includes('-h')) return console.log(usage);
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    console.error(sentenceOf(error) ?? error);
  }
}

/** Tells how far a script has come. Never on stdout, which belongs to the result. */
export function report(line: string): void {
  console.error(line);
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof ToolFault) return error.message;
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) return undefined;
  const [sentence = ''] = error.message.split('. ');
  return `${sentence.replace(/\.$/, '')}; --help tells what there is.`;
}
