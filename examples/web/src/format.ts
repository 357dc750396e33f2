const numbers = new Intl.NumberFormat("en-GB");
const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** A count and its noun: `1 device`, `1,050 devices`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function number(value: number): string {
  return numbers.format(value);
}

export function day(moment: string): string {
  return days.format(new Date(moment));
}
