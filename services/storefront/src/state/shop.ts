import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Catalogue } from '../api/catalogue.ts';
import type { Checkout } from '../api/checkout.ts';
import type { Session } from '../identity/session.ts';
import type { BasketState } from './basket.ts';

/** What every page works with. */
export interface Shop {
  readonly catalogue: Catalogue;
  readonly checkout: Checkout;
  readonly session: Session;
  readonly basket: BasketState;
  /** Where to look behind the scenes. */
  readonly observatory: string | undefined;
}

export const ShopContext = createContext<Shop | undefined>(undefined);

export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (!shop) throw new Error('There is no shop around this component.');
  return shop;
}
