import type { Slot } from '@grocer/contracts/checkout';
import { useState } from 'preact/hooks';
import { type Loaded, useLoaded } from './loading.ts';
import { useShop } from './shop.ts';

export interface SlotChoice {
  readonly slots: Loaded<readonly Slot[]>;
  readonly reload: () => void;
  readonly chosen: Slot | undefined;
  readonly choose: (slot: Slot | undefined) => void;
}

/** The slots of a postcode and the one that the customer chose, for as long as it is on offer. */
export function useSlotChoice(postcode: string | undefined): SlotChoice {
  const { checkout } = useShop();
  const [slots, reload] = useLoaded<readonly Slot[]>(
    async (signal) => (postcode ? checkout.slots(postcode, signal) : []),
    [postcode],
  );
  const [picked, choose] = useState<Slot>();
  const offered = slots.state === 'ready' ? slots.value : [];
  return {
    slots,
    reload,
    choose,
    chosen: offered.find(({ id, capacityLeft }) => id === picked?.id && capacityLeft > 0),
  };
}
