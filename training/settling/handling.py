"""What the spine asks of this scheme about what classes are paid: see `subsidies.handling.Bundling`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from people import bulk
from people.models import BankAccount
from subsidies.bundles.actions import Asked
from subsidies.handling import Evidence
from subsidies.models import Application
from training.models import TrainingClass
from training.queries import titles
from training.rules import PROOFS, proof_of
from training.scheme import TRAINING
from training.suspicions import finding

# 企业新型学徒制 has the same once-for-all: a skill is trained for at public cost once, by whichever way.
family, machine_first, once, excluded = "training", False, "TR-ONCE", "TR-ONCE"
confirmed: tuple[str, ...] = ()
nets = False

MEMBERS = """
    SELECT DISTINCT m.person_id AS person, m.of_id AS subject FROM training_enrolment m
    WHERE m.subsidised AND m.state IN ('enrolled', 'left') AND {among} ORDER BY 2, 1
"""


def members(subjects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    among, told = bulk.among("m.of_id", subjects)
    rows = bulk.read(MEMBERS.format(among=among), {"person": "id", "subject": "id"}, {"among": told})
    return rows["person"], rows["subject"]


def keys(batch: Any) -> tuple[np.ndarray, np.ndarray]:
    """Occupation and level; of a class for founders the class itself. Shared with 技能提升补贴 where the terms of the
    first day let nobody have both."""
    occupation, level = np.asarray(batch.raw["occupation"], dtype=object), np.asarray(batch.raw["level"], dtype=object)
    skill = np.array(
        [
            f"{code}/{level}" if code else f"class:{subject}"
            for code, level, subject in zip(occupation, level, batch.subject.tolist(), strict=True)
        ],
        dtype=object,
    )
    periods = TRAINING.terms.periods
    exclusive = np.array([*(period.exclusive for period in periods), False])
    shared = exclusive[TRAINING.terms.index(np.asarray(batch.raw["first_day"]).astype("M8[D]"))]
    return skill, np.where(shared & (occupation != "") & (occupation != None), skill, "")  # noqa: E711 (elementwise)


def due(decided: Any) -> tuple[np.ndarray, np.ndarray]:
    """What is proved by now; nothing is paid in advance."""
    return decided.sheet.payable, np.ones(len(decided), dtype=bool)


def rights(person: np.ndarray, subject: np.ndarray) -> np.ndarray:
    """A right begins with what is asked for."""
    return np.zeros(len(person), dtype=np.int64)


def waits(subjects: Sequence[int], on: date) -> set[int]:
    """What is proved after a class was settled is followed up at once."""
    return set()


def flagged(subjects: Sequence[int], on: date) -> dict[int, list[str]]:
    return finding.flagged(subjects, on)


def asked(subjects: Sequence[int]) -> list[Asked]:
    rows = bulk.those(TrainingClass.objects.select_related("organisation"), np.array(subjects, dtype=np.int64))
    classes = list(rows.order_by("pk"))
    accounts = last_accounts({one.organisation_id for one in classes})
    return [
        Asked(one.organisation_id, one.pk, accounts[one.organisation_id], one.organisation.district_id or "",
              title_of(one, taught))
        for one, taught in zip(classes, titles(classes), strict=True)
        if one.organisation_id in accounts and one.organisation.district_id
    ]  # fmt: skip


def title_of(one: TrainingClass, taught: str) -> str:
    """养老护理员 初级工（五级） · 春季一班 · 班号 B2600012."""
    return f"{taught} · {one.name} · 班号{one.number}"[:120]


def last_accounts(organisations: set[int]) -> dict[int, int]:
    """The account that each organisation is paid to: the one it named last."""
    rows = BankAccount.objects.filter(organisation__in=organisations).order_by("pk")
    return {organisation: pk for organisation, pk in rows.values_list("organisation", "pk") if organisation}


def results(cases: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each had proved when it was decided: 结业考核合格, 取得证书."""
    if not cases:
        return []
    facts = TRAINING.derive(*TRAINING.unfold(cases))
    period = TRAINING.terms.index(facts.law_date)
    proofs, words = np.zeros(len(cases), dtype=np.int64), list(PROOFS.values())
    for place, terms in enumerate(TRAINING.terms.periods):
        rows = np.flatnonzero(period == place)
        proofs[rows] = proof_of(facts.part(rows), terms)
    return [words[proof] for proof in proofs.tolist()]


def beside(application: Application, on: date) -> Evidence:
    from training.settling.evidence import told  # it explains whole classes: only who looks pays for it

    return Evidence("training/settling/_evidence.html", told(application, on))
