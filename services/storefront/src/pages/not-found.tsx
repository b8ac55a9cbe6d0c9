import { PageTitle } from '../components/page-title.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="This shelf is empty" />
      <p>
        There is no such page. <a href="/">Back to the shop</a>
      </p>
    </>
  );
}
