"""Our own words inside an embed, in the language its check is written in.

A card stands on pages in any language; its words are fixed when it is published and never guessed from the page around
it. Where we don't speak the check's language our words are English, and say so in `lang`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.accounts.models import Organisation
from claims.publishing.shown import Check


@dataclass(frozen=True)
class Words:
    """One language. `{n}`, `{day}`, `{before}` are filled in."""

    language: str
    locale: str
    fact_check: str
    claim: str
    read: str
    source: str
    sources: str
    updated: str
    verdict_changed: str
    was: str
    retracted: str
    withdrawn: str
    kept_open: str
    changed_since: str
    missing: str
    missing_title: str
    all_checks: str
    checks: str
    search: str
    rating: str
    any_rating: str
    shown: str
    none: str
    is_foreign: bool = False

    @property
    def marked(self) -> SafeString:
        """The attributes of an element that holds these words on a page in another language; otherwise nothing."""
        return format_html(' lang="{}" dir="ltr"', self.language) if self.is_foreign else SafeString("")

    def label(self, check: Check) -> str:
        """The one word or two of the stamp. A rating's name is the newsroom's own."""
        if check.is_withdrawn:
            return self.withdrawn
        if check.is_retracted:
            return self.retracted
        return check.newest.answer.label if check.newest.answer else self.kept_open

    def day(self, moment: datetime, newsroom: Organisation) -> str:
        """A day as this language writes it, in the newsroom's zone."""
        return format_date(
            moment.astimezone(ZoneInfo(newsroom.timezone)), "medium", locale=self.locale.replace("-", "_")
        )

    def count(self, number: int) -> str:
        return (self.source if number == 1 else self.sources).format(n=number)


def words_of(language: str) -> Words:
    """Our words for a check in this language: `pt-BR` speaks `pt`; an unknown one gets English, marked as such."""
    found = _SPOKEN.get(language.lower()) or _SPOKEN.get(language.lower().partition("-")[0])
    return found or _FOREIGN


_TABLE = """
en | en-GB | Fact check | The claim | Read the check | 1 source | {n} sources | Updated | Verdict changed | was: {before} | Retracted | Withdrawn | Kept open | This is version {n}: the check has changed since. | There is no published check at this address. | not published | All checks | Checks | Search | Rating | all | {n} shown | No check fits.
de | de | Faktencheck | Die Behauptung | Zum Faktencheck | 1 Quelle | {n} Quellen | Aktualisiert | Urteil geändert | vorher: {before} | Widerrufen | Entfernt | Offen gehalten | Dies ist Version {n}: Der Faktencheck wurde seither geändert. | Unter dieser Adresse gibt es keinen veröffentlichten Faktencheck. | nicht veröffentlicht | Alle Faktenchecks | Faktenchecks | Suchen | Urteil | alle | {n} angezeigt | Kein Faktencheck passt.
fr | fr | Vérification | L’affirmation | Lire la vérification | 1 source | {n} sources | Mise à jour | Verdict modifié | avant : {before} | Rétractée | Retirée | Laissée ouverte | Ceci est la version {n} : la vérification a changé depuis. | Aucune vérification publiée à cette adresse. | non publiée | Toutes les vérifications | Vérifications | Rechercher | Verdict | tous | {n} affichées | Aucune vérification ne correspond.
es | es | Verificación | La afirmación | Leer la verificación | 1 fuente | {n} fuentes | Actualizada | Veredicto cambiado | antes: {before} | Rectificada | Retirada | Abierta | Esta es la versión {n}: la verificación ha cambiado desde entonces. | No hay ninguna verificación publicada en esta dirección. | no publicada | Todas las verificaciones | Verificaciones | Buscar | Veredicto | todos | {n} a la vista | Ninguna verificación coincide.
pt | pt | Verificação | A afirmação | Ler a verificação | 1 fonte | {n} fontes | Atualizada | Veredito alterado | antes: {before} | Retratada | Retirada | Em aberto | Esta é a versão {n}: a verificação mudou desde então. | Não há verificação publicada neste endereço. | não publicada | Todas as verificações | Verificações | Procurar | Veredito | todos | {n} à vista | Nenhuma verificação corresponde.
ar | ar | تدقيق حقائق | الادعاء | اقرأ التدقيق | مصدر واحد | المصادر: {n} | تم التحديث | تغيّر الحكم | سابقًا: {before} | تم التراجع عنه | مسحوب | ما زال مفتوحًا | هذه هي النسخة {n}: تغيّر التدقيق منذ ذلك الحين. | لا يوجد تدقيق منشور على هذا العنوان. | غير منشور | كل التدقيقات | التدقيقات | بحث | الحكم | الكل | المعروض: {n} | لا يوجد تدقيق مطابق.
he | he | בדיקת עובדות | הטענה | לקריאת הבדיקה | מקור אחד | {n} מקורות | עודכן | הקביעה שונתה | קודם: {before} | הבדיקה בוטלה | הוסר | נותר פתוח | זו גרסה {n}: הבדיקה השתנתה מאז. | אין בדיקה שפורסמה בכתובת הזאת. | לא פורסם | כל הבדיקות | בדיקות | חיפוש | קביעה | הכול | {n} מוצגות | אין בדיקה מתאימה.
"""  # noqa: E501 - a language is a line

_ROWS: list[list[Any]] = [[cell.strip() for cell in line.split("|")] for line in _TABLE.strip().split("\n")]
_SPOKEN = {str(row[0]): Words(*row) for row in _ROWS}
_FOREIGN = Words(
    **{each.name: getattr(_SPOKEN["en"], each.name) for each in fields(Words)} | {"is_foreign": True}
)
