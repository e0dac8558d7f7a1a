"""The one question where the money goes: an account from before, offered first, or another one."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import QueryDict

from lib.refused import Refused
from people.actor import Actor
from people.models import BankAccount, Person
from subsidies.actions import claims
from subsidies.applicant.forms import NEW, KnownAccount, NewAccount
from subsidies.models import Application
from subsidies.paying import answers


@dataclass(frozen=True)
class Question:
    """What is asked now. ``done``: the application has its account; ``turns``: another one is wanted, so ask for it."""

    form: forms.Form
    done: bool = False
    turns: bool = False

    @property
    def known(self) -> bool:
        return isinstance(self.form, KnownAccount)


def of(person: Person) -> list[BankAccount]:
    """The accounts a person gave before, the newest first."""
    return list(person.bank_accounts.order_by("-pk"))


def question(
    *, application: Application, actor: Actor, sent: QueryDict | None, other: bool, at: datetime, again: bool = False
) -> Question:
    """Ask, or write down what was ``sent``. ``other``: ask for another account than those from before; ``again``: the
    one it has was turned down by the bank."""
    assert application.person is not None
    accounts = [one for one in of(application.person) if not again or one.pk != application.account_id]
    if accounts and not other:
        form = KnownAccount(sent, accounts, application.account_id or accounts[0].pk)
        return _known(form, application, actor, at, again)
    new = NewAccount(sent, application.person)
    if sent is None or not new.is_valid():
        return Question(new)
    try:
        give = answers.give_other_account if again else claims.set_account
        give(pk=application.pk, actor=actor, at=at, **new.cleaned_data)
    except Refused as refusal:
        new.add_error(refusal.code if refusal.code in new.fields else None, refusal.message)
        return Question(new)
    return Question(new, done=True)


def _known(form: KnownAccount, application: Application, actor: Actor, at: datetime, again: bool) -> Question:
    if not form.is_bound or not form.is_valid():
        return Question(form)
    chosen = form.cleaned_data["account"]
    if chosen == NEW:
        return Question(form, turns=True)
    try:
        use = answers.use_other_account if again else claims.use_account
        use(pk=application.pk, actor=actor, account=int(chosen), at=at)
    except Refused as refusal:
        form.add_error("account", refusal.message)
        return Question(form)
    return Question(form, done=True)
