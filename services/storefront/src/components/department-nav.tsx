import type { Department } from '@grocer/contracts/catalogue';
import { route } from '../navigation.ts';

interface Props {
  readonly departments: readonly Department[];
}

/** The departments, always one step away; scrolls sideways where the screen is narrow. */
export function DepartmentNav({ departments }: Props) {
  const { page, id } = route.value;
  return (
    <nav class="departments" aria-label="Departments">
      <ul>
        {departments.map((department) => (
          <li key={department.id}>
            <a
              href={`/departments/${department.id}`}
              aria-current={page === 'department' && id === department.id ? 'page' : undefined}
            >
              {department.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
