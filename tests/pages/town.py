"""A newsroom with one of everything that a page can show, for what is tested on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from claims.accounts.acting import Actor
from claims.accounts.inviting import invite
from claims.accounts.models import Organisation, Role
from claims.accounts.policies import POLICIES
from claims.annotation.models import Claim
from claims.history.jobs import run_due
from claims.intake.capturing import capture_upload
from claims.intake.models import Snapshot
from claims.intake.submitting import add_version_text, submit_text, submit_url
from claims.publishing.correcting import begin
from claims.publishing.models import Publication
from claims.publishing.ordering import order, withdraw
from claims.publishing.remaking import render_newsroom
from claims.verdicts.models import FactCheck
from claims.verdicts.reviewing import send, sign_off
from claims.verdicts.workflow import open_case
from claims.verdicts.writing import cite, save, start_writing
from tests import factories, personas
from tests.intake.files import pdf
from tests.verdicts import makers

HEBREW = (
    "עיריית נמל אלון שתלה 4,000 עצים בשנת 2023, כך אמר ראש העיר. הוא היה גאה בכך.\n\n"
    "מחצית מעצי העיר הם עצי זית. איש לא ספר אותם עד היום.\n\n"
    "משרד הגנים מסר כי ניטעו 3,100 עצים בלבד."
)
HEBREW_SAID = "עיריית נמל אלון שתלה 4,000 עצים בשנת 2023, כך אמר ראש העיר."
EMOJI = "The ferry 🚢 of Elmstead carried 12,000 people in 2022, its captain said. It was a record."


@dataclass
class Town:
    """The things by name, the people, and a newsroom where nothing has happened yet."""

    house: factories.House
    things: dict[str, Any]
    people: dict[str, Actor]

    def uid(self, name: str) -> str:
        return str(self[name].uid)

    def __getitem__(self, name: str) -> Any:
        return self.things[name] if name in self.things else self.house[name]

    def public_path(self, name: str) -> str:
        """The public address of this claim's check."""
        publication = Publication.objects.get(fact_check__claim=self[name])
        return f"/checks/{publication.slug}-{self.uid(name)}/"


def a_town(address: str) -> Town:
    """Build it, and render its public pages for this address."""
    newsroom = personas.newsroom("The Harbor", "harbor", host="harbor.example", admin="Eve")
    empty = personas.newsroom("Northgate Wire", "northgate", host="northgate.example", admin="Finn")
    Organisation.objects.filter(pk=newsroom.pk).update(
        base_url=address,
        public_host=None,
        policies={policy.key: f"{policy.label}: in words.\n\n- And in points." for policy in POLICIES}
        | {
            "contact": "mistakes@harbor.example",
            "ifcn": "https://ifcn.example/complain",
            "efcsn": "",
            "political": "no",
        },
    )
    people = {
        name.lower(): personas.person(newsroom, name, role)
        for name, role in (
            ("Ada", Role.REPORTER),
            ("Ben", Role.EDITOR),
            ("Eve", Role.ADMIN),
            ("Dev", Role.READER),
        )
    }
    people["finn"] = personas.person(empty, "Finn", Role.ADMIN)
    ada, ben = people["ada"], people["ben"]
    house = factories.a_house(ada, ben, people["eve"])
    made: dict[str, Any] = {}

    made["hebrew"] = submit_text(by=ada, text=HEBREW, title="העצים של נמל אלון", language="he")
    made["emoji"] = submit_text(by=ada, text=EMOJI, title="A ferry")
    made["arriving"] = submit_url(by=ada, url="https://nobody.example/a-page")
    made["changed"] = submit_text(by=ada, text=factories.ARTICLE.format(town="Alder Point"), title="Trees")
    waiting = factories.an_article(ada, f"{factories.SAID} Everybody cheered.", settle=False)
    correcting = factories.an_article(ada, f"{factories.HALF} The rest are oaks.", settle=False)
    gone = factories.an_article(ada, f"{factories.HALF} Nobody minds.", settle=False)
    run_due(reraise=False)
    factories.a_claim(ada, article=made["changed"], town="Alder Point", settle=False)
    factories.a_claim(ada, factories.HALF, article=made["changed"], town="Alder Point", settle=False)
    rewritten = factories.ARTICLE.format(town="Alder Point").replace("4,000", "4,200").split("\n\n")
    add_version_text(made["changed"], by=ada, text=f"{rewritten[0]}\n\n{rewritten[2]}")
    made["hebrew_claim"] = factories.a_claim(ada, HEBREW_SAID, article=made["hebrew"], settle=False)
    report_pdf = pdf([factories.FOUND.format(town=factories.TOWN), "It was counted tree by tree."])
    made["pdf"] = capture_upload(
        by=ada, name="count.pdf", data=report_pdf, title="The count as a PDF"
    ).snapshot
    snapshot = house["snapshot"]
    made["ready_claim"] = factories.a_claim(ada, article=waiting, settle=False)
    factories.evidence_for(made["ready_claim"], ada, snapshot=snapshot)
    factories.a_signed_verdict(made["ready_claim"], ada, ben)
    made["correcting_claim"] = factories.a_claim(ada, factories.HALF, article=correcting, settle=False)
    report = factories.REPORT.format(town=factories.TOWN)
    elsewhere = makers.kept_copy(ada, report, title="The count of 2023", url="https://parks.example/2023")
    factories.evidence_for(made["correcting_claim"], ada, snapshot=elsewhere, stance="supports")
    published = factories.a_published_check(made["correcting_claim"], ada, ben)
    begin(
        FactCheck.objects.get(pk=published.fact_check_id), by=ada, kind="typo", note="A letter was missing."
    )
    made["withdrawn_claim"] = factories.a_claim(ada, factories.HALF, article=gone, settle=False)
    factories.evidence_for(made["withdrawn_claim"], ada, snapshot=snapshot)
    made["withdrawn"] = factories.a_published_check(made["withdrawn_claim"], ada, ben)
    withdraw(made["withdrawn"], by=ben, reason="A court asked for it.")
    _keep_a_forecast_open(house["forecast"], ada, ben, snapshot)
    made["invited"] = invite(by=people["eve"], email="gil@harbor.example", role=Role.REPORTER)[1]
    made["reset"] = reset_path(people["dev"])
    run_due(reraise=False)
    render_newsroom(newsroom)
    render_newsroom(empty)
    return Town(house, made, people)


def _keep_a_forecast_open(claim: Claim, ada: Actor, ben: Actor, snapshot: Snapshot) -> None:
    evidence = factories.evidence_for(claim, ada, snapshot=snapshot, stance="context")
    draft = start_writing(open_case(claim, by=ada), by=ada)
    if not draft.citations.filter(evidence=evidence).exists():
        cite(draft, by=ada, evidence=evidence)
        draft.refresh_from_db()
    words = {
        "headline": "Whether Elmstead has 10,000 trees by 2040 is open",
        "conclusion": "Nobody can know yet; the office counted 3,100 new ones in 2023.",
        "explanation": "The office counts every tree.[1]",
        "claim_text": "Elmstead will have 10,000 trees by 2040",
        "sources_exception": "Nobody but the parks office counts the trees.",
    }
    save(draft, by=ada, row_version=draft.row_version, changes=words)
    revision = send(draft.fact_check, by=ada)
    sign_off(draft.fact_check, by=ben, revision=revision)
    order(draft.fact_check, by=ben)
    run_due(["publish"])


def reset_path(actor: Actor) -> str:
    """The address in a mail about a new password."""
    key = default_token_generator.make_token(actor.user)
    return f"/accounts/password/reset/key/{user_pk_to_url_str(actor.user)}-{key}/"
