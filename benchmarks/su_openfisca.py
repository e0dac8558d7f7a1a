# mypy: disable-error-code="import-not-found"
"""The peer: 个人技能提升补贴 in OpenFisca, written as a good user of it would, from the same ``terms.yaml``.

``benchmarks/rules.py`` runs this with an interpreter of its own (``requirements-openfisca.lock``): openfisca-core is
under the AGPL and no part of this project, so nothing else may import it, nor import this file.

    python su_openfisca.py FOLDER TERMS

FOLDER holds one .npy file for each flat column that ``policy.judge`` is given. It then answers questions, a line of
JSON for a line read: the name of a variant (decide every claim: seconds, the answers in ``openfisca-VARIANT.npz``),
``one`` (some single claims: milliseconds, answers) and ``peak`` (megabytes held so far, at most).

It answers accepted and amount. Each check is a variable, but there are no reasons: no values found and needed, no
clause, nothing to review, nothing that only informs. Steps do not add up, for there is one.

How the law date is met. In OpenFisca a period belongs to a whole simulation, and a million claims have four
thousand law dates. Tried were: the documented look-up by a column of dates, which walks the rows in Python, seconds
for each parameter; a simulation for each set of terms, 0.25 s in all; and one simulation in which each row takes
its parameters by its set of terms, 0.20 s in all. The last is used. For the same reason the standard is taken from
a small array; the documented ``standard[level]``, which walks the rows as well, is measured beside it.
"""

import gc
import json
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import yaml
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

# tuned: as fast as we could make it. documented: the standard looked up as OpenFisca's manual says.
# lent: tuned, and helped by the table of days that lib/days.py makes for the window of twelve months.
VARIANTS = ("tuned", "documented", "lent")
SINGLES = 100
NO_CAP = 10**6

ALWAYS = DateUnit.ETERNITY
ASKED = "2025-01-01"  # a calculation wants some day; facts and formulas hold on all of them
Claim = build_entity(key="claim", plural="claims", label="A claim for 个人技能提升补贴", is_person=True)


class Status(Enum):
    employee = "在本市参保的企业职工"
    benefit = "领取失业保险金"
    other = "以上都不是"


def fact(name, value_type, **more):
    kind = {"entity": Claim, "definition_period": ALWAYS, "value_type": value_type}
    return type(name, (Variable,), kind | more)


def rule(formula, value_type=bool):
    return fact(formula.__name__, value_type, formula=formula)


STATUS = {"possible_values": Status, "default_value": Status.other}
PAID = [fact("paid_same", bool), fact("paid_training", bool)]  # the flat columns say on which day, if any
FACTS = [
    fact("level", int), fact("issued_on", date), fact("applied_on", date),
    fact("status_at_issue", Enum, **STATUS), fact("status_at_application", Enum, **STATUS),
    fact("months_insured", int), fact("certificate_verified", bool), fact("urgent", bool),
    fact("highest_paid", int), fact("highest_held", int), fact("paid_this_year", int), *PAID,
]  # fmt: skip


def flat_name(variable):
    """The flat column that a fact is read from."""
    return variable.__name__ + ("_on" if variable in PAID else "")


def tax_benefit_system(terms, variant):
    """The dated parameters of ``terms.yaml``, and the rule as variables."""
    law = yaml.safe_load(Path(terms).read_text(encoding="utf-8"))
    system = TaxBenefitSystem([Claim])
    system.parameters = ParameterNode("", data={name: parameter(spec) for name, spec in law["values"].items()})
    starts = [opening["from"].isoformat() for opening in law["in_force"]]
    system.add_variables(*FACTS, *variables(starts, variant))
    return system


def parameter(spec):
    dated = {
        day.isoformat(): given["value"] if isinstance(given, dict) and "value" in given else given
        for day, given in spec["at"].items()
    }
    if spec.get("unit") != "元":
        return {"values": {day: {"value": value} for day, value in dated.items()}}
    levels = {level for table in dated.values() for level in table}  # whole fen, a node for each level
    return {
        str(level): {"values": {day: {"value": table[level] * 100} for day, table in dated.items()}} for level in levels
    }


def variables(starts, variant):
    """The rule. ``starts``: the days on which new terms came into force."""
    opened = np.array(starts, dtype="M8[D]")

    def dated(claim, period, parameters, read):
        """What ``read`` finds among the parameters in force on each row's law date; the first before there were any."""
        found = np.array([read(parameters(start)) for start in starts])
        return found[np.maximum(claim("terms", period), 0)]

    def terms(claim, period):
        return np.searchsorted(opened, claim("issued_on", period), side="right") - 1

    def benefit(claim, period, parameters):
        let_in = dated(claim, period, parameters, lambda p: p.benefit)
        at_issue = claim("status_at_issue", period) == Status.benefit
        return let_in & (at_issue | (claim("status_at_application", period) == Status.benefit))

    def level_ok(claim, period, parameters):
        return np.isin(claim("level", period), parameters(starts[-1]).levels)

    def status_ok(claim, period):
        at_issue = claim("status_at_issue", period) == Status.employee
        at_application = claim("status_at_application", period) == Status.employee
        return claim("benefit", period) | (at_issue & at_application)

    def months_ok(claim, period, parameters):
        needed = dated(claim, period, parameters, lambda p: p.months)
        return claim("benefit", period) | (claim("months_insured", period) >= needed)

    def window_ok(claim, period, parameters):
        issued, applied = claim("issued_on", period), claim("applied_on", period)
        add = add_months_by_table if variant == "lent" else add_months
        return (issued <= applied) & (applied <= add(issued, parameters(starts[-1]).window))

    def once_ok(claim, period):
        return ~claim("paid_same", period)

    def training_ok(claim, period, parameters):
        return ~(dated(claim, period, parameters, lambda p: p.exclusive) & claim("paid_training", period))

    def higher_ok(claim, period, parameters):
        held = dated(claim, period, parameters, lambda p: p.higher == "held")
        highest = np.where(held, claim("highest_held", period), claim("highest_paid", period))
        return highest >= claim("level", period)

    def cap_ok(claim, period, parameters):
        # a parameter that is null on a day is not there: no cap
        cap = dated(claim, period, parameters, lambda p: p.cap if "cap" in p else NO_CAP)
        cap_urgent = dated(claim, period, parameters, lambda p: p.cap_urgent if "cap_urgent" in p else NO_CAP)
        return claim("paid_this_year", period) < np.where(claim("urgent", period), cap_urgent, cap)

    def accepted(claim, period):
        passed = (claim("terms", period) >= 0) & claim("certificate_verified", period)
        for check in checks:
            passed &= claim(check.__name__, period)
        return passed

    def amount(claim, period, parameters):
        standard, level = parameters(starts[-1]).standard, claim("level", period)
        payable = claim("accepted", period)
        if variant == "documented":
            return payable * standard[np.maximum(level, 3)]  # where it is 2 or 1 nothing is paid anyway
        by_level = dict.fromkeys(range(6), 0) | {int(name): standard[name] for name in standard}
        return payable * np.array(list(by_level.values()))[level]

    checks = (level_ok, status_ok, months_ok, window_ok, once_ok, training_ok, higher_ok, cap_ok)
    return [rule(terms, int), rule(benefit), *map(rule, checks), rule(accepted), rule(amount, int)]


def add_months(days, months):
    month = days.astype("M8[M]")
    target = month + np.timedelta64(months, "M")
    last = (target + 1).astype("M8[D]") - 1
    return np.minimum(target.astype("M8[D]") + (days - month.astype("M8[D]")), last)


def add_months_by_table(days, months):
    low = days.min()
    return add_months(np.arange(low, days.max() + 1), months)[(days - low).astype(np.int64)]


def simulate(system, columns):
    """(accepted, amount, seconds in all, seconds of them calculating)"""
    begun = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(system, len(columns["level"]))
    for variable in FACTS:
        column = columns[flat_name(variable)]
        simulation.set_input(variable.__name__, ALWAYS, ~np.isnat(column) if variable in PAID else column)
    set_up = time.perf_counter()
    accepted, amount = simulation.calculate("accepted", ASKED), simulation.calculate("amount", ASKED)
    done = time.perf_counter()
    return accepted, amount, done - begun, done - set_up


def simulate_one(system, facts):
    """The same for one claim as a program would ask it: a dictionary in, (accepted, amount) out."""
    simulation = SimulationBuilder().build_from_entities(system, {"claims": {"claim": facts}})
    return bool(simulation.calculate("accepted", ASKED)[0]), int(simulation.calculate("amount", ASKED)[0])


def one(columns, row):
    """A row of the columns as ``build_from_entities`` reads it."""
    facts = {}
    for variable in FACTS:
        value = columns[flat_name(variable)][row]
        if variable in PAID:
            plain: object = not np.isnat(value)
        elif variable.value_type is Enum:
            plain = list(Status)[value].name
        else:
            plain = str(value) if variable.value_type is date else value.item()
        facts[variable.__name__] = {"ETERNITY": plain}
    return facts


def peak_megabytes():
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else ()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def main(folder, terms):
    columns = {name: np.load(folder / f"{name}.npy") for name in map(flat_name, FACTS)}
    systems = {variant: tax_benefit_system(terms, variant) for variant in VARIANTS}
    for asked in map(str.strip, sys.stdin):
        if asked == "peak":
            told = peak_megabytes()
        elif asked == "one":
            told = single_cases(columns, systems["tuned"])
        else:
            told = all_cases(columns, systems[asked], folder / f"openfisca-{asked}.npz")
        print(json.dumps(told), flush=True)


def all_cases(columns, system, answers):
    """Every claim, once; the collector kept out as ``measure.py`` keeps it out."""
    gc.collect()
    gc.disable()
    accepted, amount, in_all, calculating = simulate(system, columns)
    gc.enable()
    np.savez(answers, accepted=accepted, amount=amount)
    return {"in_all": in_all, "calculating": calculating}


def single_cases(columns, system):
    """Some claims, one at a time, each twice and the second time counted."""
    answers, milliseconds = [], []
    for row in range(min(SINGLES, len(columns["level"]))):
        facts = one(columns, row)
        simulate_one(system, facts)
        begun = time.perf_counter()
        answers.append(simulate_one(system, facts))
        milliseconds.append(1000 * (time.perf_counter() - begun))
    return {"milliseconds": median(milliseconds), "answers": answers}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
