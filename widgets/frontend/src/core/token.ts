/** A word that nobody can guess and nothing else on the page has; also where a page came without TLS. */
export function token(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
