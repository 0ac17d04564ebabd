"""Template tags for the addresses of scripts and styles."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.lib import assets

register = template.Library()
register.simple_tag(assets.asset, name="asset")
register.simple_tag(assets.readers_asset, name="readers_asset")


@register.simple_tag
def preload(*names: str) -> SafeString:
    """Links that let a browser fetch these modules and what they import side by side, not one after the other."""
    wanted = assets.with_imports(*names)
    return format_html_join(
        "", '<link rel="modulepreload" href="{}">', [(assets.asset(name),) for name in wanted]
    )
