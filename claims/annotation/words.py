"""Word lists and patterns that the features, kinds and claimants read a sentence with. English."""

from __future__ import annotations

import re


def pattern(words: str) -> re.Pattern[str]:
    """A pattern for any of the words or phrases, parted by "|", whole words, regardless of case."""
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])", re.IGNORECASE)


SAYING = (
    "said|says|saying|told|tells|added|adds|announced|announces|claimed|claims|argued|argues|"
    "warned|warns|stated|states"
    "|reported|reports|reporting|according|wrote|writes|tweeted|noted|notes|explained|"
    "explains|insisted|insists|confirmed|confirms"
    "|denied|denies|acknowledged|admitted|admits|revealed|reveals|disclosed|asserted|asserts|testified"
    "|contends|contended|suggested|suggests|believes|believe|estimated|estimates|predicted|"
    "predicts|concluded|concludes"
    "|commented|recalled|declared|pointed out|points out|cited|alleged|alleges|accused|"
    "accuses|urged|vowed|pledged"
    "|expects|showed|shows|found|finds|indicated|indicates"
)
SPEECH = (
    "said|says|told|tells|added|adds|claimed|claims|argued|argues|warned|warns|stated|states|"
    "wrote|writes|tweeted|noted"
    "|notes|explained|explains|insisted|insists|acknowledged|admitted|admits|asserted|"
    "asserts|contends|contended"
    "|commented|recalled|declared|continued|replied|responded|concluded|pointed out|points out|joked|quipped"
    "|asked|asks|recounted|testified|remarked|observed|cautioned|announced|predicted|"
    "predicts|believes|thinks|reckons"
    "|estimates|suggests|suggested|expects|promised|vowed|pledged"
)

REPORTING = pattern(SAYING)
ACCORDING = pattern(
    r"according to|as reported by|per|citing|data from|figures from|as of|cited by|reported on|"
    r"reported that"
)
RESEARCH = pattern(
    "study|studies|survey|surveys|surveyed|poll|polls|polled|report|reports|research|"
    "researchers?|data|analysis|analysts"
    "|experts|scientists|findings|estimates?|statistics|figures|census|index|experiment|"
    "trial|paper|journal|audit"
)
COMPARISON = pattern(
    r"more|less|fewer|higher|lower|greater|larger|smaller|bigger|better|worse|faster|slower|"
    r"cheaper|compared|versus"
    r"|than|up from|down from|twice|half|double[sd]?|doubling|tripled?|increase[sd]?|"
    r"increasing|decrease[sd]?|rise[ns]?"
    r"|rising|rose|fell|fallen|falling|falls?|dropp?e?d?|drops|grew|grown|grow(?:s|th|ing)?|"
    r"gain(?:s|ed)?|declin(?:e|ed"
    r"|es|ing)|plunged?|soar(?:ed|ing)|surged?|slump(?:ed)?|cut|reduc(?:ed?|es|ing|tion)|"
    r"raised?|expand(?:ed|s)?|jumped|outpaced|shrank"
)
SUPERLATIVE = pattern(
    r"first(?! quarter| half)|last(?! (?:year|month|week|quarter|night|summer|winter|spring|"
    r"fall|autumn|decade|century|two|three|few|several|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday))|only|largest|biggest|smallest|highest|lowest|greatest|best|"
    r"worst|fastest|longest|oldest|youngest|newest"
    r"|richest|poorest|strongest|weakest|deadliest|busiest|latest|earliest|closest|record|"
    r"most|least|never|ever|unprecedented"
    r"|number one|no\. 1|top|leading|sole|exclusive|exclusively|majority|all-time"
)
CAUSAL = pattern(
    r"because(?: of)?|due to|caused?|causing|causes|led to|leads? to|leading to|result(?:ed|s|"
    r"ing)? (?:in|of|from)"
    r"|thanks to|as a result|owing to|blamed?|prompted|triggered?|sparked|driven by|drove|"
    r"attributed to|linked to"
    r"|link between|contribut(?:ed|es|ing) to|fuell?ed|forc(?:ed|ing)|stemm(?:ed|ing) from|"
    r"stems from|responsible for"
    r"|following|after|reason (?:for|why)|pushed|enabl(?:ed|es|ing)|boost(?:ed|s|ing)?|in "
    r"response to|over concerns"
)
STRONG_CAUSAL = pattern(
    r"because(?: of)?|due to|caus(?:ed|es|ing)|led to|leads? to|leading to|result(?:ed|s|"
    r"ing)? (?:in|from)|thanks to"
    r"|as a result of|owing to|blamed|blames|attributed to|linked to|link between|"
    r"contribut(?:ed|es|ing) to|driven by"
    r"|stemm(?:ed|ing) from|stems from|responsible for|triggered|prompted|fuell?ed|so (?:it|"
    r"he|she|they) could|pushed up"
)
ACTION = pattern(
    r"announced|launch(?:ed|es|ing)?|agreed|acquir(?:ed|es|ing)|bought|sold|su(?:ed|es|ing)|"
    r"filed|invest(?:ed|s|ing|ment)"
    r"|resign(?:ed|s)|quit|left|leaves|leaving|stepped down|join(?:ed|s|ing)?|found(?:ed|ing)|"
    r"co-?founded|creat(?:ed|es|ing)|started|began"
    r"|begun|approv(?:ed|es)|pass(?:ed|es)|vot(?:ed|es)|signed|reject(?:ed|s)|ban(?:ned|s)|"
    r"kill(?:ed|s|ing)?|died|injured"
    r"|arrest(?:ed|s)|charged|convicted|sentenced|accused|plead(?:ed|s)|fined|fired|laid off|"
    r"hired|appointed|named|elected"
    r"|won|lost|beat|defeated|rais(?:ed|es|ing)|cut|clos(?:ed|es|ing)|open(?:ed|s|ing)?|built|"
    r"builds?|develop(?:ed|s|ing)"
    r"|releas(?:ed|es|ing)|publish(?:ed|es)|unveil(?:ed|s|ing)|introduc(?:ed|es|ing)|"
    r"select(?:ed|s)|chose|award(?:ed|s)"
    r"|receiv(?:ed|es)|paid|pays|spent|spend(?:s|ing)?|own(?:s|ed)|owed|owes|impos(?:ed|es|"
    r"ing)|cancel(?:l?ed|s)|delay(?:ed|s)|suspend(?:ed|s)"
    r"|withdr(?:ew|awn)|remov(?:ed|es)|replac(?:ed|es)|ordered|rul(?:ed|es)|investigat(?:ed|"
    r"es|ing)|dropp(?:ed)|seiz(?:ed|es)"
    r"|destroy(?:ed|s)|attack(?:ed|s)|detained|deployed|discover(?:ed|s)|detect(?:ed|s)|"
    r"confirm(?:ed|s)|show(?:ed|s|n)|found"
    r"|reach(?:ed|es)|hit|exceed(?:ed|s)|merg(?:ed|es|er)|settl(?:ed|es|ement)|violat(?:ed|"
    r"es)|test(?:ed|s)|train(?:ed|s)"
    r"|diagnosed|treated|hospitali[sz]ed|evacuat(?:ed|ion)|extradit(?:ed|ion)|committed|"
    r"pledged|offer(?:ed|s)|bid|became|becom(?:e|es|ing)"
    r"|turned|moved|refus(?:ed|es)|declin(?:ed|es)|complet(?:ed|es)|finali[sz]ed|reported|"
    r"record(?:ed|s)|caught|born|married"
    r"|released|shelved|reopened|re-opened|rolled back|shut(?: down)?|expand(?:ed|s)|"
    r"partner(?:ed|s|ing|ship)|licens(?:ed?|es|ing)"
    r"|port(?:s|ing)?|beaten|taught|wrote|made|given|gave|took|taken|held|holds|sent|met|"
    r"called off|recruited|enlisted|tapped"
)
PAST = re.compile(
    r"\b(?:was|were|had|did|has been|have been|had been|[a-z]{3,}ed|became|came|went|saw|took|"
    r"made|gave|got|found|told"
    r"|said|rose|fell|grew|won|lost|left|led|built|bought|sold|sent|met|held|kept|began|wrote|"
    r"ran|spent|paid|hit|cut)\b"
)
FUTURE = pattern(
    r"will|won't|won’t|going to|set to|plans? to|planning to|planned|intends? to|aims? to|"
    r"expected to|is to|are to|due to be"
    r"|scheduled|slated|would|by the end of|upcoming|next (?:week|month|year)|wants? to|"
    r"hopes? to|seeks? to|looking to"
)
PROMISE = pattern(
    r"will|plans? to|planning to|pledg(?:ed|es|ing)|promis(?:ed|es|ing)|commit(?:ted|s|ting|"
    r"ment)? (?:to|of)|vow(?:ed|s)"
    r"|intends? to|agreed to|aims? to|set to|is to|are to|is investing|are investing|to "
    r"invest|has committed|guarantee[sd]?"
    r"|plans|pledge"
)
FORECAST = pattern(
    r"predict(?:s|ed|ion|ions)?|forecast(?:s|ed)?|project(?:s|ed|ions?)(?= (?:that|to|by|"
    r"growth))|expect(?:s|ed|ation|ations)?"
    r"|anticipat(?:es?|ed)|estimat(?:es?|ed) (?:that|to)|likely|unlikely|chance|probability|"
    r"odds|likelihood|won't arrive"
    r"|will not arrive|could|may|might|decades away|years away|outlook|foresees?|believes? "
    r"(?:that )?\w+ will|on track to"
)
PROBABILITY = pattern(r"chances?|probabilit(?:y|ies)|odds|likelihood|likely|risk")
HEDGE = pattern(
    r"may|might|could|perhaps|maybe|possibly|probably|seems?|seemed|appears?|appeared|"
    r"apparently|potentially|likely|unlikely|somewhat"
    r"|sort of|kind of|arguably|suggests?|presumably|if"
)
OPINION = pattern(
    r"i think|i believe|i feel|i hope|i guess|i'm sure|in my (?:view|opinion)|we think|we "
    r"believe|we feel|we hope|hopefully"
    r"|good|great|bad|terrible|awful|amazing|wonderful|beautiful|exciting|excited|thrilled|"
    r"proud|glad|happy|honou?red|important|crucial"
    r"|vital|critical|interesting|fortunate(?:ly)?|unfortunate(?:ly)?|sadly|clearly|obviously|"
    r"surely|frankly|honestly|absurd|ridiculous|shame(?:ful)?"
    r"|disgrace(?:ful)?|dangerous|worrisome|worrying|disappoint(?:ed|ing)|frustrat(?:ed|ing)|"
    r"striking|remarkable|impressive|outrageous(?:ly)?|beautifully|ugly|sad|love|hate"
    r"|best|worst|brilliant|historic|incredible|fantastic|huge|big deal|really|truly|very|ironically"
)
NORMATIVE = pattern(
    r"should|must|ought to|needs? to|have to|has to|let's|let us|let’s|it's time|imperative|had "
    r"better|deserves?"
)
FIRST_PERSON = pattern(
    r"i|i'm|i’m|i've|i’ve|i'd|me|my|mine|myself|we|we're|we’re|we've|we’ve|we'll|we’ll|us|our|"
    r"ours|ourselves"
)
SECOND_PERSON = pattern(r"you|your|yours|yourself|you're|you’re|you'll|you’ll")
GENERIC = pattern(
    r"people|everyone|everybody|anyone|someone|one|things?|stuff|way|ways|kind|sort|lot|lots|"
    r"bit|life|world|future|idea|sense"
)
DEFINITION = re.compile(
    r"\b(?:is|are) (?:a|an|the|one of the|known as|defined as|called|when|where|what's called|considered)\b"
    r"|\brefers? to\b|\bmeans\b|\bstands for\b|\binvolves\b|\bor [A-Z]{2,5},",
    re.IGNORECASE,
)
NO_COMMENT = pattern(
    r"declined to comment|declines to comment|did(?: not|n't|n’t) (?:immediately )?(?:respond|"
    r"reply|return)|no comment"
    r"|(?:not|n't|n’t) (?:immediately )?(?:available|reached|respond) (?:for comment|to (?:a |"
    r"requests? )|for)|could not be reached"
    r"|refused to comment|has reached out|requests? for comment|no immediate comment|declined "
    r"to elaborate|refused to elaborate"
)
OFFICIAL = pattern(
    r"government|president|minister|ministry|court|judge|police|prosecutors?|senate|senator|"
    r"congress|parliament|lawmakers?|mayor"
    r"|governor|attorney general|department|agency|commission|federal|law|bill|tax(?:es)?|"
    r"budget|tariffs?|policy|regulators?|election"
    r"|votes?|voters|military|troops|war|treaty|investigation|charges?|lawsuit|authorit(?:y|"
    r"ies)|officials?|state|nation(?:al)?|country"
)
MONEY_WORDS = pattern(
    r"revenue|profits?|loss(?:es)?|earnings|sales|shares?|stocks?|price[sd]?|cost[s]?|debt|"
    r"valuation|valued|funding|investors?|investment"
    r"|salar(?:y|ies)|wages|jobs|employees|workers|unemployment|economy|gdp|inflation|trade|"
    r"exports?|imports?|market|deal|stake|fund"
)
VAGUE_AMOUNT = pattern(
    r"many|several|numerous|dozens|hundreds|thousands|millions|billions|few|some|most|lots of|"
    r"a number of|majority|scores|multi-?year|multibillion"
)
ABSOLUTE = pattern(r"all|every|none|never|always|no one|nobody|nothing|entire(?:ly)?|completely|any|each|no")
NEGATION = re.compile(r"\b(?:not|never|no longer|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
HEARSAY = pattern(
    r"reportedly|allegedly|alleged|supposedly|rumou?red|sources say|people familiar|is said to|"
    r"are said to|purportedly"
)
CONDITIONAL = pattern(r"if|whether|unless|would|were to|should \w+ become")
IMPERATIVE = re.compile(
    r"^[\"“'‘(]*(?:please|click|read|see|watch|sign up|subscribe|follow|share|join|check|"
    r"download|listen|learn|visit|let|imagine|consider|look"
    r"|think|remember|note|don't|don’t|do not|get|send|tell|register|here's|here’s|here are|stay)\b",
    re.IGNORECASE,
)
PRONOUN_START = re.compile(
    r"^[\"“'‘(]*(?:he|she|it|they|this|that|these|those|his|her|its|their|there|which|here|such)\b",
    re.IGNORECASE,
)
CONNECTIVE_START = re.compile(
    r"^[\"“'‘(]*(?:and|but|so|or|yet|still|now|indeed|that said|in any case|of course|after all|"
    r"then)\b",
    re.IGNORECASE,
)
FIGURATIVE = pattern(
    r"holy grail|canary|whiff|eye-watering|lofty|moonshot|as if|like a|so-called|dreams?|hope|"
    r"bets?|betting|spotlight|darling|dust|buzz|hype"
)
EDITORIAL = pattern(
    r"it's worth noting|it is worth noting|it'll be interesting|remains to be seen|time will "
    r"tell|one would|needless to say|in other words|the question is"
    r"|the most important question|who knows|you name it|what's more|to be sure|to be fair|"
    r"why it matters|the bottom line|that's (?:a|the|all)|big deal|make no mistake"
)
SOURCE_NOTE = pattern(
    r"originally published|originally appeared|editor['’]s note|image credit|photo credit|"
    r"this story (?:was|has been) updated|this article|read the original"
    r"|contributed to this report|contributed reporting|reporting by|editing by|all rights "
    r"reserved|correction"
)
