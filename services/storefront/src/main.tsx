import { render } from 'preact';
import { createCatalogue } from './api/catalogue.ts';
import { createCheckout } from './api/checkout.ts';
import { App } from './app.tsx';
import { Closed } from './components/closed.tsx';
import { createSession } from './identity/session.ts';
import { startNavigation } from './navigation.ts';
import { loadSettings } from './settings.ts';
import { createBasket } from './state/basket.ts';
import type { Shop } from './state/shop.ts';

async function openShop(): Promise<Shop> {
  const settings = await loadSettings();
  const session = createSession(settings, sessionStorage);
  return {
    session,
    catalogue: createCatalogue(),
    checkout: createCheckout(session),
    basket: createBasket(localStorage),
    observatory: settings.observatory,
  };
}

try {
  const shop = await openShop();
  startNavigation();
  render(<App shop={shop} />, document.body);
} catch {
  render(<Closed />, document.body);
}
