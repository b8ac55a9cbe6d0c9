// Division of whole numbers, exact as long as they are safe integers. Divisors are greater than zero.

/** The quotient, rounded down. */
export function floorDivide(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return (dividend - (rest < 0 ? rest + divisor : rest)) / divisor;
}

/** The quotient, rounded up. */
export function ceilDivide(dividend: number, divisor: number): number {
  return floorDivide(dividend + divisor - 1, divisor);
}

/** The quotient, rounded to the nearest; a half goes up. */
export function roundDivide(dividend: number, divisor: number): number {
  return floorDivide(2 * dividend + divisor, 2 * divisor);
}

/** The quotient, rounded towards zero. */
export function truncDivide(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}
