// Where the keys lead in a table of cells.

/**
 * Where a key leads among rows of cells; null when the key is not for walking, or nothing lies there.
 * @param {string} key
 * @param {boolean} far with Ctrl: Home and End go to the corners
 * @param {[number, number]} at row and column, from 0
 * @param {number[]} widths how many cells each row has
 * @returns {[number, number] | null}
 */
export function step(key, far, [row, column], widths) {
  const last = widths.length - 1;
  const to = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [far ? 0 : row, 0],
    End: far ? [last, widths[last] - 1] : [row, widths[row] - 1],
    PageUp: [0, column],
    PageDown: [last, column],
  })[key];
  return to && to[1] >= 0 && to[1] < (widths[to[0]] ?? 0) ? to : null;
}
