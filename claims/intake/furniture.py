"""How page furniture reads: the lines round an article that no editor would check."""

from __future__ import annotations

import re

from .credits import author_box, byline
from .wording import any_of as _any

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
    r"reserved)\b(?:\s*[:|»›>…/].{0,200}|\s+[–—-]\s.{0,200}|(?:\s+\S+){0,4})?$",
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
    r"^(?:©|\(c\) ?\d{4}|copyright\s?(?:\d{4}|©|\(c\)|(?-i:(?:The )?[A-Z])))",
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
    r"^[^.!?…]{0,160}(?:\.\.\.|…)$|^(?:\S+ ){2,14}\S+(?:\.\.\.|…)$",
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

_BOILERPLATE = _any(
    r"^about (?:the )?authors?\b",
    r"\b(?:readers?|people|subscribers|members)\b.{0,60}\b(?:support|trust|rely on|have joined|join) us\b",
    r"^(?:you have|you[’']ve) (?:reached|read|used)\b.{0,60}\b(?:articles?|limit|stories)\b",
    r"\bquotes (?:are )?delayed\b|^send us your\b|^want more\b.{0,120}$",
    r"^(?:join|start) the (?:conversation|discussion)\b",
    r"^\W{0,2}(?:get|enjoy|unlock) (?:full |unlimited |free |instant )?access to\b",
    r"\bfor as little as (?:rs\.? |[$£€₹])",
    r"\b(?:views?|opinions?)(?:,? (?:and|or) [\w ]{1,40})? expressed (?:in this|by|here|are|on)\b",
    r"\b(?:registered trademarks? of|its licensors|terms and conditions apply|market indices are shown in real time)\b",
    r"\b(?:stock|market|quote|index) (?:\w+ )?data (?:is |are )?(?:provided|delayed|supplied) by\b",
    r"^[\w&. ]{2,30}: copyright \d{4}\b|\bcopyright (?:©|\(c\)) ?\d{4}|©",
    r"^[—–-]{1,2} ?.{2,60}\(@\w+\).{0,40}$",
    r"^(?:a post (?:shared|posted) by|view (?:this|more) (?:post|on|photo)|view on (?:instagram|twitter|x))\b",
    r"^(?:pic\.twitter\.com|t\.co|twitter\.com|instagram\.com|facebook\.com)/\S+$",
    r"^[—–] ?[A-Z][\w.]+ .{0,100}\b(?:19|20)\d\d\b.{0,60}$",
    r"^our standards:|\bthomson reuters trust principles\b|\blicensing rights\b",
    r"^(?:the )?(?:bbc|\w+) is not responsible for the content of\b",
    r"^\(?(?:with (?:inputs?|files|material|agency inputs?)|inputs? (?:from|by))\b.{0,100}$",
    r"\btranscripts are created\b.{0,60}\b(?:deadline|contractor)\b|^this text may not be in its final form\b",
    r"\bthis (?:story|article|report) (?:has been|has not been|was|is) (?:published|edited|generated|produced|"
    r"auto-?generated|taken) "
    r"(?:from|by|with|in)\b",
    r"^this is a (?:developing|breaking) (?:news )?story\b|^(?:please )?check back (?:for|later)\b",
    r"^(?:scroll|swipe) (?:down )?(?:to|for)\b.{0,60}$|^(?:article|story|post) continues\b",
    r"^skip (?:advertisement|ad|past)\b|^end of (?:newsletter|promotion|recommended)\b|^after newsletter promotion\b",
    r"^(?:save|gift|listen to|comment on|print|bookmark|report) (?:this )?(?:story|article|post|page)\b.{0,40}$",
    r"^(?:have your say|what do you think|tell us (?:what|in)|let us know (?:what|in)|share your (?:thoughts|views)|"
    r"do you (?:have|know) (?:more|a (?:story|tip)|anything)|are you (?:a|an|affected)\b.{0,40}\bcontact)\b.{0,200}$",
    r"^(?:if you (?:enjoyed|liked) this|if you(?:[’']d| would) like to (?:support|read|receive|get|contact))\b",
    r"^(?:join|become) (?:a member|us today|\w+ plus|\w*plus)\b",
    r"^(?:for more|for all|for the latest|more) [\w ]{2,40}(?:news|stories|coverage|updates|on this)\b.{0,30}"
    r"(?:,|:)? ?(?:visit|click|follow|download|go to|see|read|subscribe|sign)\b",
    r"^(?:the )?(?:associated press|reuters|afp|bloomberg|cnn|bbc|nbc|abc|cbs)\b.{0,90}\bcontributed to (?:this|the)\b",
    r"^(?:powered by|hosted by|provided by|presented by|in partnership with|paid (?:post|content|for by))\b.{0,60}$",
    r"^(?:subscription|membership|account|terms)\b.{0,40}\b(?:required|apply|applies|renews?)\b.{0,40}$",
    r"\b(?:cancel any ?time|free trial|start your (?:free )?trial|billed (?:monthly|annually)|unlimited digital)\b",
    r"\b(?:we may earn|may receive a commission|affiliate links?|at no (?:extra|additional) cost to you)\b",
    r"^(?:i agree to|i consent to|i would like to receive|by (?:submitting|entering|providing) your)\b",
    r"\b(?:accept all(?: cookies)?|reject all|manage (?:cookies|choices|preferences)|legitimate interest)\b.{0,60}$",
    r"\b(?:we|our partners|and our \d+ partners) (?:store|use|process).{0,80}"
    r"\b(?:cookies|device|personal data|personali[sz]ed)\b",
    r"^this (?:ad|advert(?:isement)?|content|video|player)\b.{0,40}\b(?:loaded|loading|unavailable|not supported|not "
    r"available)\b",
    r"^(?:published|filed|posted|tagged) (?:under|in)\s?:",
    r"\byou\b.{0,80}\bopt[ -]?(?:out|in)\b.{0,200}\b(?:ccpa|gdpr|advertis\w+|personal (?:data|information)|cookies)\b",
)
_OFFER = _any(
    r"^(?:unlimited|full|ad-free|digital|premium|exclusive) (?:\w+ ){0,2}(?:access|articles|content|interviews|stories)"
    r"\b.{0,120}\b(?:one account|subscriptions?|subscribers?|per (?:month|week)|and others|news sites|any device)\b"
    r".{0,8}$",
    r"^exclusive (?:articles|stories|columns|interviews) (?:by|from) .{3,80} and others\b",
    r"^(?:access|enjoy|read|get|unlock) (?:\w+ ){0,2}(?:articles|stories|access|content)\b.{0,60}\b(?:account|month|"
    r"week|subscri\w+|free)\b",
    r"^enjoy (?:the latest|additional|more|unlimited|exclusive)\b",
    r"^get (?:the latest|the best|the inside|all the|the day|breaking|daily|weekly|more|your|exclusive|e-?mail)\b"
    r".{0,140}\b(?:updates|news|content|stories|coverage|headlines|scoops?|newsletters?|alerts|delivered|authors)\b",
    r"^(?:create|register for|sign in to|log in to) (?:an?|your) (?:free )?(?:account|profile)\b",
    r"^(?:sign|log) ?in (?:or|to)\b.{0,80}$",
    r"\be-?paper\b.{0,60}\b(?:replica|print edition)\b|\bincluded in your subscription\b",
    r"^(?:support|back) (?:local|our|independent|quality) journalism\b",
    r"\b(?:use|with|enter) (?:the |our )?(?:promo(?:tional)? |discount )?code (?-i:[A-Z0-9]{5,})\b",
    r"\bbookmark our (?:home|page|site|web)\w*|\bsign(?:ing)? up to (?:get|receive|read)\b",
    r"^(?:today|this week)[’']s (?:news|coverage)\s?:|\bfollow (?:our |the )?live (?:updates|coverage|blog)\b",
    r"^.{3,80}\bis (?:the|your) most trusted (?:source|name)\b",
    r"^(?:we|our)\b.{0,120}\b(?:our (?:readers|supporters|subscribers|donors)|readers like you|"
    r"your (?:support|donation)|(?:depend|rely) on our members)\b",
)
"""What a site says of its own offers: subscriptions, accounts, letters, its live coverage, itself."""
_CALL = _any(
    r"\b(?:sign up|signing up|register|subscribe) (?:for|to|here)\b.{0,80}\b(?:newsletters?|alerts?|e-?mails?|"
    r"briefings?|podcasts?|channel|updates|free)\b",
    r"\b(?:subscribe|sign up|become a (?:member|subscriber)) (?:now|today|here)\b.{0,12}$",
    r"\bcheck out (?:the|our) .{0,60}\b(?:websites?|apps?|podcasts?|newsletters?|channel|page|section)\b",
    r"\b(?:send|share) (?:your |us |any )*(?:tips|story ideas|thoughts|comments|questions) (?:to|with|at|via|in)\b",
    r"\bfollow (?:us|\w+(?: \w+){0,3}) on (?:twitter|facebook|instagram|x|threads|linkedin|whatsapp|telegram|youtube|"
    r"google news|apple news|bluesky|mastodon)\b",
    r"\b(?:our|the|a|weekly|daily) newsletter\b.{0,60}\b(?:inbox|week|day|morning|here|free)\b",
    r"(?:\bread more|\blearn more|\bfind out more|\bfull story|\bcontinue reading|\bsee more|"
    r"(?:\.\.\.|…) ?more)\s*[»›>→…]*$",
    r"\bdownload (?:the|our) .{0,30}\bapp\b",
    r"\bleave (?:a|your) comments?\b|\bin the comments(?: section)?(?: below)?[.!?]?$",
    r"\b(?:donate|contribute) (?:now|today|here|to support)\b",
    r"\bsupport (?:our|independent|local|quality) (?:work|journalism|reporting)\b",
    r"\bclick here (?:to|for)\b",
    r"(?:[.!?]|\b(?:check it out|read it|find it|see it|sign up)) here\.?$",
    r"\bgift articles?\b.{0,40}\b(?:month|share|give|subscribers?)\b",
    r"^.{3,70} is (?:supported|sponsored|funded|presented|brought to you) by$",
    r"^(?:our )?moderators (?:are|read|review)\b|\bcomments are (?:moderated|pre-?moderated|reviewed)\b",
)

_APPEAL = re.compile(
    r"^(?:wait\b|before you (?:go|leave)|dear reader|we need your|thank you for reading|if you (?:value|believe in))"
    r"(?s:.*)"
    r"\b(?:donat\w+|become a member|subscri\w+|support (?:our|us|independent)|our (?:journalism|reporting|newsroom))\b",
    re.IGNORECASE,
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
    r"^(?:top|best|newest|oldest|latest|reader|readers[’']|most liked|all|recent)(?: rated)? comments?\b.{0,30}$",
    r"^comments? (?:are )?(?:closed|policy|guidelines|section|\(\d+\))\b.{0,40}$",
    r"^(?:conversation|discussion)s?(?: \(\d+\))?:?$",
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
_ENDS_PAGE = _any(
    r"\b(?:newsletter|subscribe|sign up|inbox|follow (?:us|him|her|them|me)|copyright|all rights reserved|cookies?|"
    r"unsubscribe)\b.{0,200}$",
    r"^(?:tags?|topics?|filed under|share)\b",
    r"\boriginally (?:published|appeared)\b",
)
_ASKS = _any(
    r"\b(?:subscribe|sign up|follow (?:us|him|her|them|me)) (?:to|for|on|here|now|at)\b.{0,200}$",
    r"\b(?:all rights reserved|unsubscribe)\b",
    r"\boriginally (?:published|appeared) (?:in|on|at)\b",
)
_SEPARATED = re.compile(r"\s[|•·»›>/]\s")


def furniture_line(text: str) -> bool:
    """Whether a line, read by itself, is furniture."""
    if len(text) > 700:
        return len(text) < 2500 and bool(_APPEAL.search(text))
    if _STARTS.search(text):
        return True
    parts = _SEPARATED.split(text)
    if len(parts) >= 3 and sum(len(part.split()) for part in parts) <= 6 * len(parts):
        return True
    if _BOILERPLATE.search(text) or (len(text.split()) <= 45 and (_CALL.search(text) or _OFFER.search(text))):
        return True
    return byline(text) or author_box(text)


def ends_page(text: str, *, running: bool) -> bool:
    """Whether the last line of a text belongs to the page; `running` text only where it asks for something."""
    if len(text.split()) >= 60:
        return False
    return bool(_ENDS_PAGE.search(text) if not running else _ASKS.search(text))


def opens_list(text: str) -> bool:
    """Whether a line is the head of a list of other pages, or of a box of that kind."""
    return len(text) <= 90 and bool(_LIST_HEADS.search(text))


def closes_article(text: str) -> bool:
    """Whether a line is where the comments or the author's box begin, below the article."""
    return len(text) <= 120 and bool(_CLOSES.search(text))


def may_close_article(text: str) -> bool:
    """Whether a line is where other stories begin: below the article, or in a box in the middle of it."""
    return len(text) <= 120 and bool(_MAY_CLOSE.search(text))
