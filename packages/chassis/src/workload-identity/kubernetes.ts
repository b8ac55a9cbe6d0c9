import type { WorkloadIdentity } from '../workload-identity.ts';
import { jwtIdentity, readToken } from './token-file.ts';

/**
 * A service account's projected token, which the kubelet replaces before it ends, at Vault's auth method `kubernetes`. Vault has
 * the cluster review it; the role binds service account and namespace.
 */
export function kubernetesIdentity(file: string): WorkloadIdentity {
  return jwtIdentity(() => readToken(file), 'kubernetes');
}
