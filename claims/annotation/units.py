"""Units: how they are written, and the code each is given.

Money is ISO 4217; shares of a whole are `percent` or `proportion` (a third is 0.333333, "twice" is 2); a difference of
two percentages is `percentage_point`; lengths of time are `year`, `month`, `week`, `day`, `hour`, `minute` and the SI
`s`; things counted are `count`. Measures keep the unit that was written, as its symbol (km, mi, MW, °C).
"""

from __future__ import annotations

import re

_DOLLARS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD",
    "NT$": "TWD", "R$": "BRL", "$": "USD",
}  # fmt: skip
_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₦": "NGN",
          "Rs.": "INR", "Rs": "INR", "RMB": "CNY", "zł": "PLN"}  # fmt: skip
_CODES = (
    "USD EUR GBP JPY CNY INR CHF CAD AUD NZD HKD SGD KRW RUB BRL MXN ZAR SEK NOK DKK PLN CZK "
    "HUF TRY ILS NGN KES AED "
    "SAR EGP THB IDR MYR PHP VND TWD ARS CLP COP UAH"
).split()
_WORDS = {
    r"(?:u\.?s\.? )?dollars?": "USD", r"hong kong dollars?": "HKD", r"canadian dollars?": "CAD",
    r"australian dollars?": "AUD", r"new zealand dollars?": "NZD", r"singapore dollars?": "SGD",
    r"(?:us-)?dollar": "USD", r"euros?": "EUR", r"pounds? sterling": "GBP", r"(?:british )pounds?": "GBP",
    r"(?:swiss )?francs?": "CHF", r"(?:japanese )?yen": "JPY", r"(?:chinese )?(?:yuan|renminbi)": "CNY",
    r"(?:indian )?rupees?": "INR", r"(?:russian )?rou?bles?": "RUB", r"(?:south )?korean won": "KRW",
    r"(?:mexican )?pesos?": "MXN", r"(?:brazilian )?reais": "BRL", r"naira": "NGN", r"south african rand": "ZAR",
    r"(?:turkish )?liras?": "TRY", r"kron(?:or|er|a)": "SEK", r"shekels?": "ILS", r"bitcoins?": "XBT",
}  # fmt: skip
_PREFIXES = {**_DOLLARS, "US $": "USD", **_SIGNS, **{code: code for code in _CODES}}
CURRENCY_BEFORE = re.compile(
    r"(?<![A-Za-z])("
    + "|".join(re.escape(sign) for sign in sorted(_PREFIXES, key=len, reverse=True))
    + r")[ \u00a0]?$"
)
_CURRENCY_AFTER = re.compile(
    r"[ \u00a0-]?(?:d['’]|d[eio] )?(?:(?P<sign>[€£$₽₩₺]|zł|RMB|" + "|".join(_CODES) + r")(?!\w)|(?P<word>(?i:"
    + "|".join(f"(?:{word})" for word in sorted(_WORDS, key=len, reverse=True)) + r"))\b)"
)  # fmt: skip

_SHARES = {
    r"%|(?<=\d)pc\b|percent\b(?! points?)|per cent\b(?! points?)|pct\b|prozent\b": ("percent", 1.0),
    r"percentage points?\b|percent points?\b|prozentpunkte?\b": ("percentage_point", 1.0),
    r"basis points?\b|bps\b": ("percentage_point", 0.01),
}
_DURATIONS = {
    r"millennia|millenniums?": ("year", 1000.0), r"centur(?:y|ies)": ("year", 100.0), r"decades?": ("year", 10.0),
    r"(?:fiscal |financial |calendar |consecutive |straight )?(?:years?|yrs?)": ("year", 1.0),
    r"(?:consecutive |straight )?months?": ("month", 1.0), r"(?:consecutive |straight )?weeks?": ("week", 1.0),
    r"(?:business |working |consecutive |straight )?days?": ("day", 1.0),
    r"hours?|hrs?": ("hour", 1.0), r"minutes?|mins?": ("minute", 1.0), r"seconds?|secs?": ("s", 1.0),
    r"milliseconds?": ("ms", 1.0),
    r"jahr(?:e|en|s)?": ("year", 1.0), r"monat(?:e|en|s)?": ("month", 1.0), r"wochen?": ("week", 1.0),
    r"tag(?:e|en|es)?": ("day", 1.0), r"stunden?": ("hour", 1.0), r"jahrzehnt(?:e|en)?": ("year", 10.0),
}  # fmt: skip
_MEASURES = {
    r"square (?:kilomet(?:er|re)s?)|sq\.? km|km²|km2": "km2", r"square (?:met(?:er|re)s?)|m²|sq\.? m": "m2",
    r"square miles?": "mi2", r"square (?:feet|foot)|sq\.? ft": "ft2", r"cubic (?:met(?:er|re)s?)": "m3",
    r"kilomet(?:er|re)s? (?:per|a) second|km/s": "km/s", r"met(?:er|re)s? (?:per|a) second|m/s": "m/s",
    r"knots?": "kn", r"cubic kilomet(?:er|re)s?|km³|km3": "km3", r"parts per million|ppm": "ppm",
    r"parts per billion|ppb": "ppb",
    r"kilomet(?:er|re)s? (?:per|an) hour|km/h|kph|kmh": "km/h", r"miles? (?:per|an) hour|mph": "mph",
    r"kilomet(?:er|re)s?|kms?": "km", r"millimet(?:er|re)s?|mm": "mm", r"centimet(?:er|re)s?|cm": "cm",
    r"met(?:er|re)s?": "m", r"nanomet(?:er|re)s?|nm": "nm", r"micromet(?:er|re)s?|microns?": "um",
    r"light[- ]years?": "ly", r"nautical miles?|nmi": "nmi",
    r"miles?": "mi", r"yards?": "yd", r"(?:feet|foot|ft)": "ft", r"inch(?:es)?": "in",
    r"hectares?": "ha", r"acres?": "acre", r"kilograms?|kilos?|kgs?": "kg", r"milligrams?|mg": "mg",
    r"micrograms?|mcg": "ug", r"grams?": "g", r"(?:metric )?ton(?:ne)?s?": "t",
    r"gigatonnes?|gigatons?|Gt": "Gt", r"megatonnes?|megatons?": "Mt", r"pounds?|lbs?": "lb",
    r"ounces?|oz": "oz", r"lit(?:er|re)s?": "L", r"millilit(?:er|re)s?|ml": "mL", r"gallons?": "gal",
    r"barrels?": "bbl", r"megawatts?[- ]hours?|MWh": "MWh", r"gigawatts?[- ]hours?|GWh": "GWh",
    r"terawatts?[- ]hours?|TWh": "TWh", r"kilowatts?[- ]hours?|kWh": "kWh", r"kilowatts?|kW": "kW",
    r"megawatts?|MW": "MW", r"gigawatts?|GW": "GW", r"terawatts?|TW": "TW", r"watts?": "W", r"volts?": "V",
    r"degrees? (?:celsius|centigrade)|degrees? c\b|° ?C|celsius|C(?= (?:above|of warming|warmer|limit))": "°C",
    r"degrees? (?:fahrenheit)|degrees? f\b|° ?F": "°F",
    r"degrees?|°": "deg", r"kilobytes?|KB": "kB", r"megabytes?|MB": "MB", r"gigabytes?|GB": "GB",
    r"terabytes?|TB": "TB", r"petabytes?|PB": "PB", r"gigahertz|GHz": "GHz", r"megahertz|MHz": "MHz",
    r"hertz|Hz": "Hz", r"decibels?|dB": "dB", r"petaflops?": "PFLOPS", r"exaflops?": "EFLOPS",
    r"teraflops?": "TFLOPS", r"horsepower|hp": "hp", r"calories|kcal": "kcal", r"joules?": "J",
    r"gbps": "Gb/s", r"mbps": "Mb/s", r"fps": "fps",
}  # fmt: skip

_TABLE: list[tuple[str, str, float, str]] = [
    *((pattern, unit, factor, "share") for pattern, (unit, factor) in _SHARES.items()),
    *((pattern + r"\b", unit, factor, "duration") for pattern, (unit, factor) in _DURATIONS.items()),
    *((pattern + r"(?!\w)", unit, 1.0, "measure") for pattern, unit in _MEASURES.items()),
]
_UNIT_AFTER = re.compile(
    r"[ \u00a0\u202f-]?(?:" + "|".join(f"(?P<u{index}>{row[0]})" for index, row in enumerate(_TABLE)) + ")",
    re.IGNORECASE,
)
_PER = re.compile(
    r"[ ]?(?:/[ ]?|per[ -]|an?[ ])(?P<per>kWh|MWh|W|kW|share|barrel|year|month|week|day|hour|"
    r"minute|person|capita|ton|"
    r"tonne|gallon|ounce|head|night|mile)\b"
)


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """The currency written right before a number: its code and where it begins."""
    match = CURRENCY_BEFORE.search(text[max(0, start - 5) : start])
    if not match:
        return None
    return _PREFIXES[match.group(1)], max(0, start - 5) + match.start()


def currency_after(text: str, end: int) -> tuple[str, int] | None:
    """The currency written right after a number: its code and where it ends."""
    match = _CURRENCY_AFTER.match(text, end)
    if not match:
        return None
    sign = match.group("sign")
    if sign:
        return _PREFIXES[sign], match.end()
    word = match.group("word").lower()
    for pattern, code in _WORDS.items():
        if re.fullmatch(pattern, word):
            return code, match.end()
    return None


def unit_after(text: str, end: int) -> tuple[str, float, str, int] | None:
    """The unit written right after a number: (code, factor for the value, family, where it ends)."""
    match = _UNIT_AFTER.match(text, end)
    if not match or match.lastgroup is None:
        return None
    _, unit, factor, family = _TABLE[int(match.lastgroup[1:])]
    return unit, factor, family, match.end()


def per_after(text: str, end: int) -> tuple[str, int] | None:
    """What an amount is reckoned by, as in "$16 a share" or "$0.03/kWh": the word and where it ends."""
    match = _PER.match(text, end)
    return (match.group("per"), match.end()) if match else None
