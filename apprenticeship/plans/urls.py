"""The pages of plans, for both parties."""

from django.urls import path

from apprenticeship.changing import views as changing
from apprenticeship.differing import views as differing
from apprenticeship.during import views as during
from apprenticeship.entering import views as entering
from apprenticeship.guiding import views as guiding
from apprenticeship.listing import views as listing
from apprenticeship.overlapping import views as overlapping
from apprenticeship.plans import views
from apprenticeship.proving import views as proving
from apprenticeship.settling import views as settling

app_name = "plans"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<int:enterprise>/", views.new, name="new"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/offer/", views.offer, name="offer"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/take-back/", views.take_back, name="take-back"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/trust/", views.trust, name="trust"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/apprentices/new/", entering.new, name="propose"),
    path("<int:pk>/apprentices/pick/", entering.pick, name="pick"),
    path("<int:pk>/apprentices/confirm/", entering.confirm, name="confirm"),
    path("<int:pk>/list/", listing.listed, name="list"),
    path("<int:pk>/list/workbook/", listing.workbook, name="list-workbook"),
    path("<int:pk>/list/upload/", listing.upload, name="list-upload"),
    path("lists/<int:pk>/", listing.one, name="list-run"),
    path("lists/<int:pk>/far/", listing.far, name="list-far"),
    path("lists/<int:pk>/confirm/", listing.confirm, name="list-confirm"),
    path("lists/<int:pk>/give-up/", listing.give_up, name="list-give-up"),
    path("lists/<int:pk>/marked/", listing.marked, name="list-marked"),
    path("apprentices/<int:pk>/", entering.one, name="apprentice"),
    path("apprentices/<int:pk>/leave/", entering.take_out, name="take-out"),
    path("<int:pk>/lessons/", during.lessons, name="lessons"),
    path("lessons/<int:pk>/", proving.lesson, name="lesson"),
    path("proofs/<int:pk>/", proving.opened, name="proof"),
    path("proofs/<int:pk>/strike/", proving.strike, name="strike-proof"),
    path("lessons/<int:pk>/void/", during.void, name="void"),
    path("apprentices/<int:pk>/pause/", during.pause, name="pause"),
    path("apprentices/<int:pk>/resume/", during.resume, name="resume"),
    path("apprentices/<int:pk>/stop/", during.stop, name="stop"),
    path("<int:pk>/differences/", differing.of_plan, name="differences"),
    path("apprentices/<int:pk>/differs/<str:code>/", differing.say, name="differs"),
    path("differences/<int:pk>/accept/", differing.accept, name="difference-accept"),
    path("differences/<int:pk>/decline/", differing.decline, name="difference-decline"),
    path("differences/<int:pk>/withdraw/", differing.withdraw, name="difference-withdraw"),
    path("apprentices/<int:pk>/overlaps/", overlapping.new, name="overlaps"),
    path("overlaps/<int:pk>/", overlapping.one, name="overlap"),
    path("overlaps/<int:pk>/give-up/", overlapping.give_up, name="overlap-give-up"),
    path("<int:pk>/changes/<str:kind>/", changing.new, name="new-change"),
    path("changes/<int:pk>/", changing.one, name="change"),
    path("changes/<int:pk>/agree/", changing.agree, name="change-agree"),
    path("changes/<int:pk>/withdraw/", changing.withdraw, name="change-withdraw"),
    path("<int:pk>/money/", settling.one, name="money"),
    path("<int:pk>/money/<int:application>/again/", settling.again, name="money-again"),
    path("<int:pk>/money/<int:application>/withdraw/", settling.withdraw, name="money-withdraw"),
    path("<int:pk>/money/<int:application>/account/", settling.account, name="money-account"),
    path("apprentices/<int:pk>/money/", settling.apprentice, name="money-of"),
    path("guides/<int:organisation>/", guiding.guides, name="guides"),
    path("guides/<int:pk>/retire/", guiding.retire, name="retire"),
]
