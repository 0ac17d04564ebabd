"""What stands round the article on a page, in the mark-up of different sites."""

from __future__ import annotations

import pytest

from claims.intake.extraction import extract

ARTICLE = [
    "The harbor of Port Ellis reopened on Monday after a rebuild that cost $212 million, its authority said.",
    "About 1,400 dock workers lost their shifts while the eastern quay was closed, the labor ministry said.",
    "The new quay can take 18 container ships a week, up from 11, and uses 40 percent less power than before.",
    "The authority will repay its loan of $90 million to the national bank by 2031, its head said on Monday.",
]
TITLE = "Port Ellis reopens its harbor"
STANDFIRST = "A rebuild of two years ends, and 1,400 workers have their shifts again"
CAPTION = "The head of the authority opened the quay with 300 guests"


def paragraphs(texts, attributes=""):
    return "".join(f"<p{attributes}>{text}</p>" for text in texts)


def site(body, head=""):
    return f"<!doctype html><html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


SITES = {
    "standfirst in a header": site(
        f"<main><article><header class='hero'><h1>{TITLE}</h1><div class='articleDek'>{STANDFIRST}.</div></header>"
        f"<div class='articleBody'>{paragraphs(ARTICLE)}</div></article></main>"
    ),
    "standfirst as a class": site(
        f"<div id=page><div class=content><h1>{TITLE}</h1><div class='content__standfirst'><p>{STANDFIRST}.</p></div>"
        f"<div class='content__article-body'>{paragraphs(ARTICLE)}</div></div></div>"
    ),
    "standfirst as the page's description": site(
        f"<main><div class=top><h1>{TITLE}</h1><div class=x1><p>{STANDFIRST}.</p></div></div>"
        f"<div class=x2>{paragraphs(ARTICLE)}</div></main>",
        head=f"<meta property='og:description' content='{STANDFIRST}.'>",
    ),
    "caption in a division": site(
        f"<main><article><h1>{TITLE}</h1><div class='text'>{paragraphs(ARTICLE[:2])}<div class='image-ct inline'>"
        f"<img src=a.jpg><div class='caption'><p>{CAPTION}.</p></div></div>"
        f"{paragraphs(ARTICLE[2:])}</div></article></main>"
    ),
    "caption of a slide show": site(
        f"<main><article><h1>{TITLE}</h1><ul class='slideshow'><li><img src=a.jpg><p>{CAPTION}.</p></li></ul>"
        f"<div class='text'>{paragraphs(ARTICLE)}</div></article></main>"
    ),
    "line under a picture without any name": site(
        f"<main><article><h1>{TITLE}</h1><div class='text'>{paragraphs(ARTICLE[:2])}<div><img src=a.jpg></div>"
        f"<div>{CAPTION}</div>{paragraphs(ARTICLE[2:])}</div></article></main>"
    ),
    "link to another story between paragraphs": site(
        f"<main><article><h1>{TITLE}</h1><div class='article-body'>{paragraphs(ARTICLE[:2])}"
        f"<p><a href='/2'>FERRY LOSES 40 MILLION EUROS IN ONE YEAR</a></p>"
        f"{paragraphs(ARTICLE[2:])}</div></article></main>"
    ),
    "words for screen readers": site(
        f"<main><article><h1>{TITLE}</h1><div class='article-body'>{paragraphs(ARTICLE[:2])}"
        f"<p>{ARTICLE[2]}<span class='sr-only'>Opens in a new window with 5 pictures</span></p><p>{ARTICLE[3]}</p>"
        f"</div></article></main>"
    ),
    "boxes with names in one word": site(
        f"<main><article><h1>{TITLE}</h1><div class='storyBody'>{paragraphs(ARTICLE[:2])}"
        f"<div class='NewsletterSignup'><p>More than 250,000 readers get our morning letter. Get it too.</p></div>"
        f"<div class='RelatedStories'><p>Ferry prices will rise by 12 percent in January, the company says.</p></div>"
        f"{paragraphs(ARTICLE[2:])}<div class='authorBio'><p>Dana Writer has won 2 prizes for her work.</p></div>"
        f"</div></article></main>"
    ),
    "paragraphs of a class that names a wall": site(
        f"<main><article><h1>{TITLE}</h1><div class='grid'><div class='wrap'>{paragraphs(ARTICLE[:1])}"
        f"{paragraphs(ARTICLE[1:], ' class=paywall')}</div></div></article></main>"
    ),
    "text that goes on after an advertisement": site(
        f"<main><article><h1>{TITLE}</h1><div class='grid'><div class='part body-text'>{paragraphs(ARTICLE[:2])}</div>"
        f"</div><div class='ad-slot'><p>Buy 2 mugs for $9.</p></div><div class='grid'><div class='part body-text'>"
        f"{paragraphs(ARTICLE[2:])}</div></div></article></main>"
    ),
    "text in parts whose name speaks of a sidebar": site(
        f"<main><article><h1>{TITLE}</h1>"
        + "".join(
            f"<div class='sidebar-grid'><div class='sidebar-grid__content text'><p>{words}</p></div></div>"
            f"<div class='sidebar'><p>Buy 2 mugs for $9.</p></div>"
            for words in ARTICLE
        )
        + "</article></main>"
    ),
    "a box about the author with long paragraphs": site(
        f"<main><article><h1>{TITLE}</h1><div class='body-text'>{paragraphs(ARTICLE)}</div><section class=x>"
        f"<div class='author__biography'><p>{' '.join(['An engineer for 38 years, she sailed 14 seas.'] * 8)}</p></div>"
        f"</section></article></main>"
    ),
    "what is told under a film, in a bare box": site(
        f"<main><article><h1>{TITLE}</h1><div class=story>{paragraphs(ARTICLE[:3])}"
        f"<div>Two engineers tell what 24 months without ships meant.</div>"
        f"{paragraphs(ARTICLE[3:])}</div></article></main>"
    ),
    "line breaks that are empty elements": site(
        f"<main><article><h1>{TITLE}</h1><div class='body-text'>"
        + "<span class='c-component br'></span><span class='c-component br'></span>".join(ARTICLE)
        + "</div></article></main>"
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_only_the_article_is_read_as_its_text(name):
    found = extract(SITES[name].encode(), name="a.html")
    text = [
        found.text[block["start"] : block["end"]]
        for block in found.blocks
        if block["role"] in ("body", "quotation")
    ]
    assert text == ARTICLE


def test_a_title_that_is_said_again_is_a_heading():
    again = site(
        f"<main><article><h1>{TITLE}</h1><div class='gallery-title'>{TITLE}</div>"
        f"<div class='text'>{paragraphs(ARTICLE)}</div></article></main>"
    )
    found = extract(again.encode(), name="a.html")
    roles = {block["role"] for block in found.blocks if found.text[block["start"] : block["end"]] == TITLE}
    assert roles <= {"heading", "caption", "furniture"}
