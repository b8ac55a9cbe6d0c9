// npm run estate:logs -- checkout: a deployable's log, made readable.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { estateFolder } from './endpoints.ts';
import { readableLine } from './log-line.ts';
import { runTool, ToolFault } from './run-tool.ts';
import { addedLines, lastLines } from './tail-file.ts';

const usage = `npm run estate:logs -- <deployable> [--follow] [--lines <n>]

Prints a deployable's log, all its instances together, also after the estate has stopped.

  --follow, -f   goes on as the log does, until Ctrl-C
  --lines        how many lines to begin with (100)`;

function logFileOf(deployable: string | undefined): string {
  const folder = join(estateFolder(), 'logs');
  const known = deployablesWithLog(folder);
  if (known.length === 0) throw new ToolFault('There are no logs yet: start the estate with npm start.');
  if (deployable && known.includes(deployable)) return join(folder, `${deployable}.log`);
  const wrong = deployable ? `There is no log of ${deployable}` : 'Name a deployable';
  throw new ToolFault(`${wrong}; there are ${known.join(', ')}.`);
}

function deployablesWithLog(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => name.slice(0, -'.log'.length))
      .toSorted();
  } catch {
    return [];
  }
}

await runTool(usage, async () => {
  const { values, positionals } = parseArgs({
    options: {
      follow: { type: 'boolean', short: 'f', default: false },
      lines: { type: 'string', default: '100' },
    },
    allowPositionals: true,
  });
  const count = Number(values.lines);
  if (!Number.isInteger(count) || count < 0) throw new ToolFault(`--lines ${values.lines} is no number of lines.`);
  const file = logFileOf(positionals[0]);
  const print = (line: string) => console.log(readableLine(line, process.stdout.isTTY === true));
  const { lines, end } = await lastLines(file, count);
  for (const line of lines) print(line);
  if (!values.follow) return;
  for await (const line of addedLines(file, end)) print(line);
});
