import type { Department } from '@grocer/contracts/catalogue';
import { DepartmentNav } from './components/department-nav.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { LiveRegion } from './components/live-region.tsx';
import { Loading } from './components/loading.tsx';
import { place, route } from './navigation.ts';
import { BasketPage } from './pages/basket.tsx';
import { DepartmentPage } from './pages/department.tsx';
import { HomePage } from './pages/home.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OrderPage } from './pages/order.tsx';
import { OrdersPage } from './pages/orders.tsx';
import { ProductPage } from './pages/product.tsx';
import { SearchPage } from './pages/search.tsx';
import { SignedInPage } from './pages/signed-in.tsx';
import { TillPage } from './pages/till.tsx';
import { type Loaded, useLoaded } from './state/loading.ts';
import { type Shop, ShopContext } from './state/shop.ts';

export function App({ shop }: { shop: Shop }) {
  const [departments, reload] = useLoaded((signal) => shop.catalogue.departments(signal), []);
  return (
    <ShopContext.Provider value={shop}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <DepartmentNav departments={departments.state === 'ready' ? stocked(departments.value) : []} />
      <main id="main" tabIndex={-1} key={place.value.path}>
        <CurrentPage departments={departments} reload={reload} />
      </main>
      <Footer />
      <LiveRegion />
    </ShopContext.Provider>
  );
}

function stocked(departments: readonly Department[]): Department[] {
  return departments.filter(({ productCount }) => productCount > 0);
}

interface CurrentPageProps {
  readonly departments: Loaded<readonly Department[]>;
  readonly reload: () => void;
}

function CurrentPage({ departments, reload }: CurrentPageProps) {
  const { page, id } = route.value;
  switch (page) {
    case 'home':
      return (
        <Loading loaded={departments} reload={reload} waiting="Opening the shop">
          {(all) => <HomePage departments={stocked(all)} />}
        </Loading>
      );
    case 'department':
      return (
        <Loading loaded={departments} reload={reload} waiting="Loading the department">
          {(all) => <DepartmentPage id={id} departments={all} />}
        </Loading>
      );
    case 'search':
      return <SearchPage />;
    case 'product':
      return <ProductPage sku={id} />;
    case 'basket':
      return <BasketPage />;
    case 'till':
      return <TillPage />;
    case 'orders':
      return <OrdersPage />;
    case 'order':
      return <OrderPage id={id} />;
    case 'signed-in':
      return <SignedInPage />;
    case 'not-found':
      return <NotFoundPage />;
  }
}
