"""The doors of teachers and rooms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER
from training.filing import actions
from training.filing.forms import RoomForm, TeacherForm
from training.filing.views import schools
from training.models import Room, Teacher

ROOM_IDS = "id_room_%s"  # two forms on one page, and both ask a name


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def index(request: HttpRequest, school: int) -> HttpResponse:
    """Who teaches here, and where."""
    return _page(request, school)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(MANAGER, CLERK)
def add_teacher(request: HttpRequest, school: int) -> HttpResponse:
    """Somebody more; whoever taught here before teaches here again."""
    organisation, form = get_object_or_404(schools(asking(request)), pk=school), TeacherForm(request.POST)
    if form.is_valid():
        try:
            told = form.cleaned_data
            actions.add_teacher(
                organisation=organisation, name=told["name"], document="01", number=told["number"],
                qualification=told["qualification"], actor=asking(request),
            )  # fmt: skip
            messages.success(request, f"已登记教师{told['name'].strip()}。")
            return redirect("staff:index", school)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _page(request, school, teacher=form)


@require_POST
@needs_role(MANAGER, CLERK)
def add_room(request: HttpRequest, school: int) -> HttpResponse:
    """A room more, or the one of that name put right."""
    organisation, form = (
        get_object_or_404(schools(asking(request)), pk=school),
        RoomForm(request.POST, auto_id=ROOM_IDS),
    )
    if form.is_valid():
        room = actions.add_room(organisation=organisation, actor=asking(request), **form.cleaned_data)
        messages.success(request, f"已登记教室{room.name}，核定 {room.seats} 人。")
        return redirect("staff:index", school)
    return _page(request, school, room=form)


@require_POST
@needs_role(MANAGER, CLERK)
def retire(request: HttpRequest, school: int, what: str, pk: int) -> HttpResponse:
    """Not used for new lessons any more."""
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    model: Any = {"teacher": Teacher, "room": Room}[what]
    row = get_object_or_404(model.objects.visible_to(asking(request)), pk=pk, organisation=organisation)
    actions.retire(row=row, actor=asking(request))
    messages.success(request, "已停用，新的课不能再选；已经排好的课不变。")
    return redirect("staff:index", school)


def _page(request: HttpRequest, school: int, **forms_given: forms.Form) -> HttpResponse:
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    teachers = Teacher.objects.visible_to(asking(request)).filter(organisation=organisation).select_related("person")
    rooms = Room.objects.visible_to(asking(request)).filter(organisation=organisation).select_related("district")
    return render(request, "training/staff/index.html", {
        "organisation": organisation, "teachers": teachers.order_by("-active", "pk"),
        "rooms": rooms.order_by("-active", "name"), "teacher": TeacherForm(), "room": RoomForm(auto_id=ROOM_IDS),
    } | forms_given)  # fmt: skip
