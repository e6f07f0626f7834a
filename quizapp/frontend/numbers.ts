/** Format numbers for reading: few digits, powers of ten if large or small. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

export function shown(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "NaN";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(digits)));
  const [mantissa = 0, exponent = 0] = value
    .toExponential(Math.min(2, digits) - 1)
    .split("e")
    .map(Number);
  if (mantissa === 1) return power(exponent);
  return `${String(mantissa).replace("-", "−")}×${power(exponent)}`;
}

/** Labels of the ticks of a logarithmic axis: 0.01, 1, 100, then powers. */
export function tick(value: number): string {
  const exponent = Math.log10(value);
  if (exponent >= -2 && exponent <= 3) return String(Number(value.toPrecision(3)));
  return Number.isInteger(Math.round(exponent * 1e6) / 1e6) ? power(Math.round(exponent)) : shown(value, 2);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
