// Moving through the list by keys, also where it stands in several columns.
//
// It counts residents and does not look at the page: of a long list most rows are not there.

/** Above the first line the search begins. */
export const SEARCH = Symbol("search");

/** To whom a key leads from `from`, or nothing if the key does not move. `groups`: ids, group by group as they stand. */
export function step(
  groups: string[][],
  columns: number,
  from: string,
  key: string,
): string | typeof SEARCH | undefined {
  const all = groups.flat();
  const at = all.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return all[at + 1] ?? from;
    case "ArrowLeft":
      return all[at - 1] ?? from;
    case "Home":
      return all[0];
    case "End":
      return all[all.length - 1];
    case "ArrowDown":
      return line(groups, columns, from, 1) ?? from;
    case "ArrowUp":
      return line(groups, columns, from, -1) ?? SEARCH;
    default:
      return undefined;
  }
}

/** The nearest by column in the next line, above or below; each group begins a line. */
function line(groups: string[][], columns: number, from: string, by: 1 | -1): string | undefined {
  const here = groups.findIndex((group) => group.includes(from));
  const at = groups[here]?.indexOf(from) ?? 0;
  const column = at % columns;
  const lines = (group: string[]) => Math.ceil(group.length / columns);
  let group = groups[here] ?? [];
  let to = Math.floor(at / columns) + by;
  if (to < 0 || to >= lines(group)) {
    group = groups[here + by] ?? [];
    to = by > 0 ? 0 : lines(group) - 1;
  }
  return group[Math.min(to * columns + column, group.length - 1)];
}
