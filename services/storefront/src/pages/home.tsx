import type { Department } from '@grocer/contracts/catalogue';
import { DepartmentIcon } from '../components/department-icon.tsx';
import { Hero } from '../components/hero.tsx';
import { Shelf } from '../components/shelf.tsx';

interface Props {
  readonly departments: readonly Department[];
}

const shelves = 4;

export function HomePage({ departments }: Props) {
  return (
    <>
      <Hero first={departments[0]} />
      <section aria-labelledby="by-department">
        <h2 id="by-department">Shop by department</h2>
        <ul class="tiles">
          {departments.map(({ id, name, productCount }) => (
            <li key={id}>
              <a class={`tile tile-${id}`} href={`/departments/${id}`}>
                <DepartmentIcon id={id} />
                <span class="tile-name">{name}</span>
                <span class="tile-count">{productCount} products</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      {departments.slice(0, shelves).map((department) => (
        <Shelf key={department.id} department={department} />
      ))}
    </>
  );
}
