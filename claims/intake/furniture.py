"""How page furniture reads: the lines round an article that no editor would check."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_STARTS = _any(
    r"^(?:read|see|watch|listen|learn|discover|find out) (?:more|next|also|now|the (?:full|"
    r"original|rest))\b(?!.{90})",
    r"^(?:read|watch|listen|see also|related|more|more from|more on|up next|also read|also on|"
    r"don[’']t miss|must read|you may (?:also )?like"
    r"|you might (?:also )?like|recommended|editor[’']s pick|editors[’'] picks?|trending|most "
    r"(?:read|popular|viewed|shared|recent)"
    r"|latest (?:news|stories|headlines|videos?)|popular|top stories|sponsored|promoted|"
    r"advertisement|advertising|ad|in this article|topics?"
    r"|tags?|filed under|categories|category|posted in|explore|next (?:up|story|article)|"
    r"previous (?:story|article|post)|further reading|keep reading|continue reading"
    r"|what to read next|share|share this(?: \w+)?|share on|follow us(?: on)?|follow|print|"
    r"e-?mail|comments?|view comments|jump to|table of contents|contents|menu|search"
    r"|sections?|home|news|subscribe|sign (?:up|in)|log ?in|register|newsletters?|support|"
    r"contact(?: us)?|about us|advertise|careers|help|faq|close|loading"
    r"|skip to|back to top|show (?:more|less)|load more|see all|view all|all rights "
    r"reserved)\b(?:\s*[:|»›>…/–—-].{0,200}|(?:\s+\S+){0,4})?$",
    r"^(?:click|tap) (?:here|to)\b",
    r"^(?:please )?(?:subscribe|sign up|register|log in|join) (?:to|for|now|here|today|our|us|"
    r"free)\b(?!.{80})",
    r"^(?:get|receive|have) .{0,60}\b(?:inbox|newsletter|alerts?|briefing|delivered)\b",
    r"^follow .{0,60}\b(?:on )?(?:twitter|facebook|instagram|linkedin|x|youtube|google news|@)",
    r"^(?:like|follow|find) us on\b",
    r"^(?:we|this (?:site|website|page)) uses? cookies\b",
    r"\b(?:use of|uses?) cookies\b.{0,120}\b(?:accept|agree|consent|experience|policy|"
    r"continue)",
    r"^by (?:continuing|using|clicking|signing|subscribing)\b.{0,160}\b(?:agree|consent|"
    r"accept|terms|policy|cookies?)\b",
    r"^(?:©|\(c\)|copyright)\s?(?:\d{4}|[A-Z©])",
    r"\ball rights reserved\b",
    r"\bmay not be (?:published|reproduced|rewritten|redistributed)\b",
    r"^(?:privacy|cookies?|terms)(?: (?:policy|notice|settings|of (?:use|service)|and "
    r"conditions|& conditions|preferences))+",
    r"^accept (?:all|cookies)\b|^manage (?:cookies|preferences|settings)\b",
    r"^(?:story|article) continues (?:below|after)",
    r"^\[?(?:this story|this article|this post|this piece) (?:was|has been|is|first|"
    r"originally)\b.{0,120}$",
    r"^(?:originally|first) (?:published|appeared|posted)\b",
    r"^(?:editor[’']s|author[’']s|publisher[’']s) note\b",
    r"^(?:correction|clarification|update)s? ?(?:\(|:|,? \w+ \d)",
    r"^(?:got|have) a (?:tip|story|question)\b",
    r"^(?:disclosure|disclaimer)\s?:",
    r"^this page was (?:last )?(?:updated|modified|generated)",
    r"^(?:with (?:files|reporting|additional reporting)|additional reporting|reporting|"
    r"editing|writing|compiled|contributed) (?:from|by|to)\b.{0,120}$",
    r"\b(?:contributed to this (?:report|story|article)|contributed reporting)\b.{0,40}$",
    r"^[\w.+-]+@[\w-]+\.[\w.]+$",
    r"^https?://\S+$",
    r"^@\w+$",
    r"^#\w+(?:\s+#\w+)*$",
    r"^\d+ ?(?:comments?|shares?|likes?|views?|min(?:ute)?s?(?: read)?|reactions?)\b.{0,30}$",
    r"^(?:est(?:imated)?\.? )?(?:reading|read) time\b",
    r"^(?:photos?|videos?|gallery|slideshow|audio|podcast|infographic)\s?:?$",
    r"^(?:thank(?:s| you) for (?:reading|subscribing|signing))",
    r"^(?:support|help) (?:our|us|independent|quality)\b.{0,90}$",
    r"^(?:donate|become a (?:member|subscriber|supporter))\b",
    r"^(?:this (?:content|video|browser)|your browser|javascript|please enable|enable "
    r"javascript|to (?:view|continue|read))\b.{0,140}$",
    r"\b(?:unsubscribe at any time|no spam|enter your e-?mail|your e-?mail address|check your "
    r"inbox|free newsletter|daily newsletter|weekly newsletter)\b",
    r"^(?:download|get) (?:our|the) .{0,20}\bapp\b",
    r"^a version of this (?:article|story) appear",
    r"^order reprints\b",
    r"^(?:source|sources|via)\s?:\s?\S.{0,80}$",
    r"^[*_=~—–-]{2,}$",
    r"^\W{1,6}$",
    r"^[^.!?…]{0,160}(?:\.\.\.|…)$",
    r"^by [A-Z][^.]{0,120}(?:\||\d{4}|\d (?:am|pm)\b)[^.]{0,80}$",
    r"^.{0,60}\d{4}-\d\d-\d\d \d\d:\d\d.{0,40}$",
    r"^(?:send|e-?mail) (?:\w+ ){0,3}(?:tips?|story ideas|comments|feedback|"
    r"questions)\b.{0,100}$",
    r"^.{0,90}[\w.+-]+@[\w-]+\.[a-z]{2,}.{0,60}$",
    r"^(?:quotes|real-time quotes|market data|\w+ (?:\w+ ){0,4}data) (?:is |are )?(?:delayed|"
    r"provided|powered)\b.{0,90}$",
    r"^(?:save|deal|price|was|now|only|rrp|buy now|shop now|from)\b:? ?[$£€]\s?[\d.,]+.{0,40}$",
    r"^(?:in pictures|in photos|live updates?|breaking(?: news)?|exclusive|opinion|analysis|"
    r"explainer|poll|quiz|video|watch live)\s?:?$",
    r"\b(?:affiliate (?:links?|partnerships?)|earn (?:an? )?(?:affiliate )?commission)\b",
)

_BYLINE = _any(
    r"^(?:by|von|par|por|text by|story by|written by|posted by|published by|reported by|"
    r"author)\s?:?\s+(?:[A-Z][\w.’'-]+)(?:[ ,&|]+(?:and |for |of |the "
    r")?[A-Z@][\w.’'@-]+){0,9}.{0,40}$",
    r"^(?:published|updated|last (?:updated|modified)|posted|modified|created|date|first "
    r"published|uploaded)\s?(?:on|at|:)?.{0,60}\d.{0,40}$",
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}.{0,60}$",
    r"^\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? "
    r"\d{4}.{0,50}$",
    r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.{0,40}$",
    r"^(?:\d+|an?) (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b.{0,30}$",
    r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3},? (?:staff|senior|contributing|special|"
    r"associated press|reuters|correspondent|reporter|editor|contributor)\b.{0,60}$",
)
_BYLINE_CASED = re.compile(r"^(?:By|BY) [A-Z]")

_AUTHOR_BOX = re.compile(
    r"^(?:about the author|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3} (?:is|was) (?:an?|the|"
    r"our)\b.{0,60}\b(?:reporter|writer|journalist|editor|correspondent"
    r"|columnist|contributor|author|blogger|freelancer|producer|fellow|intern|data scientist|"
    r"developer|enthusiast)\b.{0,40}\b(?:at|for|with|on|who|covering|based|and|of|in)\b"
    r"|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3} (?:covers|writes about|has written|has worked|"
    r"reports on|joined)\b"
    r"|(?:He|She|They) (?:previously|formerly|also|has|have)? ?(?:wrote|written|writes|"
    r"covers?|covered|works?|worked|reports?|reported|contributes|edited) (?:for|at|on|about|"
    r"the)\b"
    r"|(?:He|She) (?:is|was) (?:the author|based|a graduate|a native|a former (?:reporter|"
    r"editor|writer)|an alum)\b|(?:He|She) (?:joined|graduated|lives|holds|studied)\b"
    r"|(?:you can )?(?:reach|contact|e-?mail|follow) (?:him|her|them|the author|[A-Z]\w+)\b)"
)
_CAPTION = _any(
    r"^(?:\[|\()?(?:photo|image|photograph|picture|illustration|graphic|video|credit|featured "
    r"image|main image|file photo|screenshot|pictured|caption|cover image|header image)s?\b"
    r"(?: (?:credit|by|courtesy|via|source|from|of))?\s?[:/|]",
    r"^(?:photo|image|photograph|illustration) (?:by|courtesy|via|credit)\b",
    r"\b(?:getty images|shutterstock|istock|alamy|unsplash|pixabay|flickr|afp via "
    r"getty)\b.{0,40}$",
    r"^\d{1,2} ?of ?\d{1,3}\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?:jan|feb|mar|apr|may|june?|july?|aug|"
    r"sept?|oct|nov|dec)[a-z]*\.? \d{1,2}, \d{4},? (?:in|at|near|outside)\b.{0,120}$",
    r"\b(?:file photo|this (?:satellite |undated |combination |handout )?(?:image|photo|"
    r"picture|photograph|illustration)|took this (?:image|photo|picture)|(?:illustration|"
    r"photo|image) shows)\b",
    r"\bcredit: ?[A-Z]",
    r"\[(?:file|photo|image|credit)\b[^\]]{0,60}\]$",
    r"\((?:photo|image|ap photo|credit|picture|file|courtesy)[^)]{0,80}\)$",
    r"^\((?:photo|image|credit|ap|reuters|left|right|above|l-r|from left)\b.{0,200}\)$",
    r"\b(?:credit|photo|image|courtesy)\s?:\s?[A-Z].{0,60}$",
    r"\b(?:AP Photo|Reuters/\w|REUTERS/\w|file photo|photograph:)\b.{0,60}$",
    r"[/|] ?(?:AP|AFP|Reuters|Getty|EPA|Bloomberg|NASA)$",
)

_LIST_HEADS = _any(
    r"^(?:read|what to read|up|watch|listen) next\b.{0,3}$",
    r"^(?:see also|read (?:more|also)|also read|more (?:from|on|in|about|stories|news|like "
    r"this)\b.{0,50}|related\b.{0,40}|recommended\b.{0,40}|you (?:may|might) (?:also "
    r")?like.{0,20}"
    r"|most (?:read|popular|viewed|shared|recent)\b.{0,20}|trending\b.{0,20}|popular (?:now|"
    r"stories|posts)?|top (?:stories|news)\b.{0,20}|latest(?: (?:news|stories|headlines|"
    r"from).{0,30})?|editors?[’']s? picks?.{0,20}|don[’']t miss.{0,20}"
    r"|further reading|keep reading|from our partners|around the web|sponsored (?:content|"
    r"stories|links).{0,20}|promoted (?:content|stories).{0,20}|elsewhere on .{0,30}|other "
    r"stories.{0,20}|in other news|key topics|topics in this article"
    r"|share (?:this|on).{0,30}|follow us.{0,30}|newsletters?.{0,40}|sign up for.{0,60}|"
    r"subscribe.{0,60}|get the .{0,50}newsletter.{0,20}|author|about the authors?)\s?:?$",
)
_CLOSES = _any(
    r"^(?:\d+ )?(?:comments?|responses?|replies)(?: \(\d+\))?:?$",
    r"^(?:leave|post|add|write) a (?:reply|comment)\b.{0,60}",
    r"^join the (?:conversation|discussion)\b.{0,60}",
    r"^about (?:the )?authors?:?$",
    r"^(?:view|show|load|read|see) (?:all )?(?:the )?(?:\d+ )?comments\b.{0,20}$",
)
_MAY_CLOSE = _any(
    r"^(?:read|what to read|up) next:?$",
    r"^(?:more|related) (?:from|stories|articles|news|posts|content|coverage)\b.{0,40}$",
    r"^recommended (?:for you|stories|articles|reading|posts)?:?$",
    r"^you (?:may|might) (?:also )?(?:like|be interested).{0,20}$",
    r"^(?:©|copyright) ?\d{4}\b",
    r"^most (?:read|popular|viewed|shared)\b.{0,20}$",
    r"^trending(?: now| stories)?:?$",
    r"^from our partners:?$",
    r"^around the web:?$",
    r"^(?:latest|top) (?:news|stories|headlines)\b.{0,20}$",
    r"^(?:sponsored|promoted)(?: content| stories| links)?:?$",
    r"^recommended$",
    r"^related$",
    r"^read more:?$",
    r"^tags?:",
    r"^about [A-Z][\w&.]+(?: [A-Z][\w&.]+){0,3}:?$",
    r"^more on:?$",
    r"^(?:contributors?|author):?$",
)
ENDS_PAGE = _any(
    r"\b(?:newsletter|subscribe|sign up|inbox|follow (?:us|him|her|them|me)|copyright|all "
    r"rights reserved|cookies?|unsubscribe)\b.{0,200}$",
    r"^(?:tags?|topics?|filed under|share)\b",
    r"\boriginally (?:published|appeared)\b",
)
_SEPARATED = re.compile(r"\s[|•·»›>/]\s")


def furniture_line(text: str, *, near_top: bool, near_end: bool) -> bool:
    """Whether a line, read by itself, is furniture; bylines count near the top, author
    boxes near either end."""
    if len(text) > 700:
        return False
    if _STARTS.search(text):
        return True
    parts = _SEPARATED.split(text)
    if len(parts) >= 3 and sum(len(part.split()) for part in parts) <= 6 * len(parts):
        return True
    if _BYLINE.search(text) and (not text.lower().startswith("by ") or _BYLINE_CASED.match(text)):
        return len(text.split()) <= 22 and not re.search(r"[a-z]{2}\.$", text)
    return (near_top or near_end) and len(text.split()) <= 80 and bool(_AUTHOR_BOX.match(text))


def caption_line(text: str) -> bool:
    """Whether a line stands under a picture: it names a photographer, an agency or the picture itself."""
    return len(text) <= 400 and bool(_CAPTION.search(text))


def opens_list(text: str) -> bool:
    """Whether a line is the head of a list of other pages, or of a box of that kind."""
    return len(text) <= 90 and bool(_LIST_HEADS.search(text))


def closes_article(text: str) -> bool:
    """Whether a line is where the comments or the author's box begin, below the article."""
    return len(text) <= 120 and bool(_CLOSES.search(text))


def may_close_article(text: str) -> bool:
    """Whether a line is where other stories begin: below the article, or in a box in the middle of it."""
    return len(text) <= 120 and bool(_MAY_CLOSE.search(text))
