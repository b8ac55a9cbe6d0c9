import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { StartFault } from '../start-fault.ts';

const strict = { additionalProperties: false };
const Texts = Type.Array(Type.String({ minLength: 1 }));

const Rules = Type.Object(
  {
    inside: Type.Array(Type.Object({ reason: Type.String(), paths: Texts }, strict)),
    caching: Type.Array(Type.Object({ paths: Texts, behaviour: Type.Enum(['honour-origin', 'never']) }, strict)),
    cacheKey: Type.Object({ query: Type.Literal('sorted'), requestHeaders: Texts }, strict),
    compression: Type.Object(
      {
        encodings: Type.Array(Type.Enum(['br', 'gzip'])),
        minimumBytes: Type.Integer({ minimum: 0 }),
        types: Texts,
      },
      strict,
    ),
    headers: Type.Object({ removedFromRequests: Texts, removedFromAnswers: Texts }, strict),
    bots: Type.Array(Type.Object({ kind: Type.String(), userAgents: Texts }, strict)),
  },
  strict,
);

/** What the edge does with requests and answers: infra/base/edge/rules.yaml. */
export type EdgeRules = Static<typeof Rules>;

/** Reads the rules; a fault in them is told by its place. */
export function readEdgeRules(file: string): EdgeRules {
  const rules: unknown = parse(readFileSync(file, 'utf8'));
  if (Value.Check(Rules, rules)) return rules;
  const [fault] = Value.Errors(Rules, rules);
  throw new StartFault(`${file}: ${fault?.instancePath ?? ''} ${fault?.message ?? 'is not acceptable'}.`);
}

/** Tells whether a text is one of the patterns, in which `*` stands for any text; letters count in either case. */
export function matcherOf(patterns: readonly string[]): (text: string) => boolean {
  const quoted = patterns.map((pattern) => pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const whole = new RegExp(`^(?:${quoted.join('|')})$`, 'is');
  return (text) => patterns.length > 0 && whole.test(text);
}
