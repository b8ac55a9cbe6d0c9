import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a request does, in Vault's words. */
export type Capability = 'read' | 'update' | 'delete' | 'list';

export interface Rule {
  /** A path, or the beginning of paths when it ends with `*`. */
  path: string;
  capabilities: string[];
}

/** Tells whether a token with these policies may do this. */
export type Authorise = (policies: readonly string[], path: string, capability: Capability) => boolean;

// The part of Vault's own policy `default` that has its paths here.
const defaultPolicy = `
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/leases/renew" { capabilities = ["update"] }
path "sys/leases/lookup" { capabilities = ["update"] }
`;

/** Reads every `<name>.hcl` of a folder; `root` may do everything, a policy that does not exist nothing. */
export function loadPolicies(folder: string): Authorise {
  const policies = new Map([['default', parsePolicy('default', defaultPolicy)]]);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.hcl'))) {
    const name = basename(file, '.hcl');
    policies.set(name, parsePolicy(name, readFileSync(join(folder, file), 'utf8')));
  }
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
