import { type Customer, signInCustomer } from '@grocer/test-support/customer';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll } from 'vitest';
import { tellLastWords } from './container-log.ts';
import { type ContainerEstate, startContainerEstate } from './containers.ts';
import { createFaultTable, type Fault } from './fault-table.ts';

/** An open shop in containers, and a customer in it. */
export interface Shop {
  readonly estate: ContainerEstate;
  readonly catalogue: StartedTestContainer;
  readonly checkout: StartedTestContainer;
  readonly customer: Customer;
}

/** Opens a shop for the tests of a file, which break it; what its customer saw of each fault is printed at the end. */
export function openShop(): { readonly shop: () => Shop; readonly survive: (fault: Fault) => Promise<void> } {
  const table = createFaultTable();
  let estate: ContainerEstate | undefined;
  let opened: Shop | undefined;
  const shop = () => {
    if (!opened) throw new Error('the shop is not open yet');
    return opened;
  };
  tellLastWords();
  beforeAll(async () => {
    estate = await startContainerEstate();
    const catalogue = await estate.startService('catalogue');
    const [checkout] = await Promise.all([estate.startService('checkout'), estate.startService('appliance-shim')]);
    opened = { estate, catalogue, checkout, customer: await signInCustomer(estate, 'customer-1') };
  });
  afterAll(async () => {
    table.print();
    await estate?.stop();
  });
  return { shop, survive: (fault) => table.survive(shop().estate, shop().customer, fault) };
}
