/** Whether two values hold the same. Pure. */

/**
 * Compares plain data in depth. What is the same object on both sides is not looked into, so data that is passed on costs nothing.
 * @param {unknown} one plain data: values, arrays and tables; nothing that is changed in place
 * @param {unknown} other
 * @returns {boolean}
 */
export function isEqual(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return Array.isArray(one) === Array.isArray(other) && left.length === right.size
    && left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)));
}
