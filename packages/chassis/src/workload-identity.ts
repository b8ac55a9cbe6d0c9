import { kubernetesIdentity } from './workload-identity/kubernetes.ts';
import { tokenFileIdentity } from './workload-identity/token-file.ts';

/** How a deployable proves to Vault who it is. */
export interface WorkloadIdentity {
  /** A login in `role`, with a proof made or read at this moment: where it is posted, below `/v1/`, and its body. */
  login(role: string): Promise<Login>;
}

/** A login at one of Vault's auth methods. */
export interface Login {
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
}

/** The kinds of identity, by what proves it. */
export const workloadIdentityKinds = ['token-file', 'kubernetes', 'aws-iam', 'azure', 'gcp'] as const;

/** The kinds whose proof is a file that the platform keeps fresh. */
export const fileIdentityKinds: readonly (typeof workloadIdentityKinds)[number][] = ['token-file', 'kubernetes'];

/** What chooses an identity (`vaultSettings` in config.ts). */
export interface WorkloadIdentitySettings {
  readonly workloadIdentity: (typeof workloadIdentityKinds)[number];
  readonly workloadTokenFile?: string;
  readonly workloadAudience: string;
}

/**
 * Makes the identity that the settings choose; `env` is where a platform leaves what it tells of its own (Azure does). A kind of
 * one cloud is loaded at its first login, so that nobody else's cold start pays for it.
 */
export function createWorkloadIdentity(
  { workloadIdentity, workloadTokenFile = '', workloadAudience }: WorkloadIdentitySettings,
  env: Readonly<Record<string, string | undefined>>,
): WorkloadIdentity {
  switch (workloadIdentity) {
    case 'token-file':
      return tokenFileIdentity(workloadTokenFile);
    case 'kubernetes':
      return kubernetesIdentity(workloadTokenFile);
    case 'aws-iam':
      return onDemand(async () => {
        const { awsIamIdentity } = await import('./workload-identity/aws-iam.ts');
        return awsIamIdentity({ serverId: workloadAudience });
      });
    case 'azure':
      return onDemand(async () => {
        const { azureIdentity } = await import('./workload-identity/azure.ts');
        return azureIdentity({ resource: workloadAudience, platform: env });
      });
    case 'gcp':
      return onDemand(async () => {
        const { gcpIdentity } = await import('./workload-identity/gcp.ts');
        return gcpIdentity({ audience: workloadAudience });
      });
  }
}

function onDemand(load: () => Promise<WorkloadIdentity>): WorkloadIdentity {
  let loading: Promise<WorkloadIdentity> | undefined;
  return {
    async login(role) {
      loading ??= load();
      return (await loading).login(role);
    },
  };
}
