// htmx is loaded as a script of its own and stands at the window.
import type htmxOfPackage from "htmx.org";

declare global {
  var htmx: typeof htmxOfPackage;
}
