/** The four ways in which a deployable runs. Which one it is, is data: `infra/estate.yaml`. */
export const computeModels = ['kubernetes', 'scale-to-zero', 'function', 'vm'] as const;
export type ComputeModel = (typeof computeModels)[number];

/**
 * Everything that is deployed, by the one name it has everywhere: in `infra/estate.yaml`, as `service.name`, as the workload
 * identity's subject, the Vault role and policy, the credentials path, the IAM role and the image or bundle.
 */
export const deployables = [
  'catalogue',
  'checkout',
  'reprice-plan',
  'reprice-shard',
  'fulfil',
  'recover',
  'appliance-shim',
  'storefront',
  'migrate',
  'seed',
] as const;
export type Deployable = (typeof deployables)[number];

/** The database's schemas; each has a group role of the same name and an owner `<schema>_owner`. */
export const databaseGroups = ['catalogue', 'pricing', 'checkout', 'warehouse'] as const;
export type DatabaseGroup = (typeof databaseGroups)[number];
