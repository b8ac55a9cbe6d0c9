import { ConfigError } from '@grocer/chassis/config';
import type { Vault } from '@grocer/chassis/vault';
import { createEdge, type Edge } from './clients/edge.ts';
import type { CatalogueConfig } from './config.ts';

/** The edge that the configuration names, if it names one. The secrets are read as they are at each call. */
export function connectEdge(config: CatalogueConfig, vault: Pick<Vault, 'secret'>): Edge | undefined {
  const { edgePurgeUrl: url, edgePurgeClientToken, edgePurgeClientSecret, edgePurgeAccessToken } = config;
  if (url === undefined) return undefined;
  if (!edgePurgeClientToken || !edgePurgeClientSecret || !edgePurgeAccessToken) {
    throw new ConfigError('EDGE_PURGE_URL needs EDGE_PURGE_CLIENT_TOKEN, _CLIENT_SECRET and _ACCESS_TOKEN beside it');
  }
  const references = [edgePurgeClientToken, edgePurgeClientSecret, edgePurgeAccessToken];
  const secrets = references.map((reference) => vault.secret(reference));
  return createEdge({
    url,
    async credentials() {
      const [clientToken = '', clientSecret = '', accessToken = ''] = await Promise.all(
        secrets.map((secret) => secret.current()),
      );
      return { clientToken, clientSecret, accessToken };
    },
  });
}
