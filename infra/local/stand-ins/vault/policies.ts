import type { Operation } from './request.ts';

export interface Rule {
  /** A path, or the beginning of paths when it ends with `*`. */
  path: string;
  capabilities: string[];
}

/** Tells whether a token with these policies may do this. */
export type Authorise = (policies: readonly string[], path: string, capability: Operation) => boolean;

// The part of Vault's own policy `default` that has its paths here.
const defaultPolicy = `
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/leases/renew" { capabilities = ["update"] }
path "sys/leases/lookup" { capabilities = ["update"] }
`;

/** Policies by name, beside Vault's own: `root` may do everything, a policy that does not exist nothing. */
export function createAuthorise(texts: Record<string, string>): Authorise {
  const rows = Object.entries({ default: defaultPolicy, ...texts });
  const policies = new Map(rows.map(([name, text]) => [name, parsePolicy(name, text)]));
  return (names, path, capability) => {
    if (names.includes('root')) return true;
    const granted = capabilitiesOf(
      names.flatMap((name) => policies.get(name) ?? []),
      path,
    );
    return granted.includes(capability) && !granted.includes('deny');
  };
}

/** Reads the subset of HCL that policies are written in; anything beyond it is refused, not overlooked. */
export function parsePolicy(name: string, text: string): Rule[] {
  const rules: Rule[] = [];
  const rest = text
    .replace(/^\s*(#|\/\/).*$/gm, '')
    .replace(/path\s+"([^"]+)"\s*\{\s*capabilities\s*=\s*\[([^\]]*)\]\s*\}/g, (_, path: string, list: string) => {
      rules.push({ path, capabilities: list.match(/[a-z]+/g) ?? [] });
      return '';
    });
  if (rest.trim() !== '') throw new Error(`policy ${name}: cannot read ${rest.trim().split('\n')[0]}`);
  const wildcard = rules.find(({ path }) => /[+*]/.test(path.replace(/\*$/, '')));
  if (wildcard) throw new Error(`policy ${name}: only a last * is understood, not ${wildcard.path}`);
  return rules;
}

/** The most exact path decides alone; where several policies name it, their capabilities add up. */
function capabilitiesOf(rules: Rule[], path: string): string[] {
  const matching = rules.filter((rule) =>
    rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : rule.path === path,
  );
  const exactness = ({ path: pattern }: Rule) =>
    pattern.endsWith('*') ? pattern.length - 1 : Number.POSITIVE_INFINITY;
  const best = Math.max(...matching.map(exactness));
  return matching.filter((rule) => exactness(rule) === best).flatMap(({ capabilities }) => capabilities);
}
