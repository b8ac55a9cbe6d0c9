import { expect, it } from 'vitest';
import { lastWords } from './last-words.ts';

it.each([
  ['the last line', 'one\ntwo\n', 'two'],
  [
    'the message of a log line',
    '{"level":"info","msg":"listening"}\n{"level":"error","msg":"no database"}\n',
    'no database',
  ],
  [
    "an uncaught error's message, not Node's version",
    "node:fs:441\n    throw error\n    ^\n\nError: ENOENT: no such file, open 'x'\n    at open (node:fs:1:2) {\n  code: 'ENOENT'\n}\n\nNode.js v24.1.0\n",
    "Error: ENOENT: no such file, open 'x'",
  ],
  ['nothing of a process that said nothing', '', ''],
])('gives %s', (_what, output, words) => {
  expect(lastWords(output)).toBe(words);
});
