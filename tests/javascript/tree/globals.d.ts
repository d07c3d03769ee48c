// What the scripts that run before the modules leave on the page.
interface Window {
  /** The second half of a code, taken out of the address. */
  overtureSecret?: string;
  /** Settles when the neutral door after an exit is open; not there in a browser that is too old. */
  overtureOpen?: Promise<void>;
  /** Every text of the phone by its key; there before any module is. */
  overtureTexts?: Record<string, string>;
  /** The language that they are in, whatever a translator makes of the page. */
  overtureLanguage?: string;
  overtureOpenDoor?: () => void;
  /** Addresses of the scripts that are loaded by name. */
  overtureScripts?: { createScriptURL: (name: string) => any };
  trustedTypes?: { createPolicy: (name: string, rules: any) => any };
}
declare var trustedTypes: Window["trustedTypes"];
