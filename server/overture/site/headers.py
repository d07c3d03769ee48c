"""The headers of every response. They decide what a page may load, run and be embedded in."""

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    # Two policies turn text into markup and script addresses (ui/trusted-html.js, boot.js). In a browser that knows
    # Trusted Types nothing else can.
    "require-trusted-types-for 'script'",
    "trusted-types overture-scripts overture-stage",
)

_HEADER_ALONE = ("frame-ancestors 'none'",)
"""What a policy that stands in a page cannot carry."""

HEADERS: dict[str, str] = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""Headers of every response."""


def policy(hub: str) -> str:
    """Return the content security policy of pages that speak to a hub at another origin.

    Args:
        hub: The origin of the hub; empty where it is that of the pages.
    """
    if not hub:
        return "; ".join(_POLICY)
    socket = hub.replace("http", "ws", 1)
    allowed = {"connect-src 'self'": f"connect-src 'self' {hub} {socket}"}
    return "; ".join(allowed.get(each, each) for each in _POLICY)


def policy_in_page(hub: str) -> str:
    """Return the same as far as a page itself can carry it.

    Source: Content Security Policy Level 3, section 3.3.
    """
    return "; ".join(each for each in policy(hub).split("; ") if each not in _HEADER_ALONE)
