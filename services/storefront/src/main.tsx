import { render } from 'preact';
import { createCatalogue } from './api/catalogue.ts';
import { createCheckout } from './api/checkout.ts';
import { App } from './app.tsx';
import { createSession } from './identity/session.ts';
import { startNavigation } from './navigation.ts';
import { loadSettings } from './settings.ts';
import { createBasket } from './state/basket.ts';

const settings = await loadSettings();
const session = createSession(settings, sessionStorage);
const shop = {
  session,
  catalogue: createCatalogue(),
  checkout: createCheckout(session),
  basket: createBasket(localStorage),
};

startNavigation();
render(<App shop={shop} />, document.body);
