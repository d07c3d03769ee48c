// What the tests use of Node. Its own types are a package that nothing else here would need.
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
  export function after(work: () => void): void;
}
declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(work: () => unknown, expected: RegExp | { [name: string]: unknown }): void;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: URL, encoding: "utf8"): string;
}
declare module "node:process" {
  const process: { stdin: AsyncIterable<Uint8Array>; stdout: { write(text: string): boolean } };
  export default process;
}
declare module "node:readline" {
  export function createInterface(options: { input: AsyncIterable<Uint8Array> }): AsyncIterable<string>;
}
declare module "node:crypto" {
  export function createHash(name: "sha256"): { update(text: string): { digest(encoding: "hex"): string } };
}
