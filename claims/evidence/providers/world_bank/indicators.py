"""The indicators that claims speak of most, by the words they use. The service has no search by words."""

from __future__ import annotations

import re

_BY_WORDS: tuple[tuple[str, str], ...] = (
    (r"(?:gdp|gross domestic product|economy|output) per (?:capita|head|person)", "NY.GDP.PCAP.CD"),
    (r"(?:gdp|gross domestic product|economy|economic) (?:growth|grew|grows|shrank|contracted)|economy (?:grew|shrank)",
     "NY.GDP.MKTP.KD.ZG"),
    (r"gdp|gross domestic product", "NY.GDP.MKTP.CD"),
    (r"inflation|consumer prices", "FP.CPI.TOTL.ZG"),
    (r"youth unemployment", "SL.UEM.1524.ZS"),
    (r"unemployment|unemployed|jobless", "SL.UEM.TOTL.ZS"),
    (r"population growth", "SP.POP.GROW"),
    (r"population|inhabitants", "SP.POP.TOTL"),
    (r"life expectancy", "SP.DYN.LE00.IN"),
    (r"fertility|births? per woman|children per woman", "SP.DYN.TFRT.IN"),
    (r"infant mortality", "SP.DYN.IMRT.IN"),
    (r"child mortality|under-five mortality", "SH.DYN.MORT"),
    (r"maternal mortality", "SH.STA.MMRT"),
    (r"extreme poverty|poverty", "SI.POV.DDAY"),
    (r"gini|income inequality", "SI.POV.GINI"),
    (r"(?:government|public|national|state) debt", "GC.DOD.TOTL.GD.ZS"),
    (r"military (?:spending|expenditure)|defen[cs]e (?:spending|budget)", "MS.MIL.XPND.GD.ZS"),
    (r"health (?:spending|expenditure)|spends? on health", "SH.XPD.CHEX.GD.ZS"),
    (r"education (?:spending|expenditure)|spends? on education", "SE.XPD.TOTL.GD.ZS"),
    (r"research and development|r&d", "GB.XPD.RSDV.GD.ZS"),
    (r"literacy|literate", "SE.ADT.LITR.ZS"),
    (r"internet users|use the internet|internet access|online", "IT.NET.USER.ZS"),
    (r"electricity", "EG.ELC.ACCS.ZS"),
    (r"renewable", "EG.FEC.RNEW.ZS"),
    (r"forest|woodland", "AG.LND.FRST.ZS"),
    (r"exports?|exported", "NE.EXP.GNFS.CD"),
    (r"imports?|imported", "NE.IMP.GNFS.CD"),
    (r"homicides?|murder rate", "VC.IHR.PSRC.P5"),
    (r"foreign direct investment", "BX.KLT.DINV.CD.WD"),
    (r"migrants|net migration", "SM.POP.NETM"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), code) for words, code in _BY_WORDS)


def indicator_in(statement: str) -> str:
    """The code of the first indicator whose words stand in a statement, "" for none."""
    return next((code for pattern, code in _PATTERNS if pattern.search(statement)), "")
